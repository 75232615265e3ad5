// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes the transforms of a {@link SessionSrtpEngine}. Safe from any thread. */
@ConsumerType
@FunctionalInterface
public interface SrtpTransforms {
    /**
     * The transform of one direction.
     *
     * @param rtp what RTP is protected with
     * @param rtcp what RTCP is protected with
     */
    SrtpTransform open(SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp);

    /** Those over the JDK's ciphers. */
    static SrtpTransforms portable() {
        return PortableTransform::of;
    }
}
