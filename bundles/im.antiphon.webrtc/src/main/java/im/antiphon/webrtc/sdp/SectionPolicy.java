// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import org.osgi.annotation.versioning.ConsumerType;

/** Decides section by section, in the order of the offer. Asked only for audio and video that can be accepted. */
@FunctionalInterface
@ConsumerType
public interface SectionPolicy {
    /**
     * @param section with the codecs and sources that are agreed on if it is accepted; its direction is the offered
     *     one as we see it, with {@code SENDRECV} where we may do both
     */
    SectionDecision decide(NegotiatedSection section);
}
