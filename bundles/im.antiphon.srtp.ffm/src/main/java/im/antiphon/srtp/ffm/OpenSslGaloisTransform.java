// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.webrtc.srtp.SessionKeys;
import im.antiphon.webrtc.srtp.SrtpTransform;
import java.lang.ref.Cleaner;

/** AES-GCM by {@link LibCrypto}: five calls for a packet. */
final class OpenSslGaloisTransform extends GaloisTransform {
    private final long rtp;
    private final long rtcp;

    private OpenSslGaloisTransform(Contexts contexts, SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner) {
        super(rtp, rtcp, cleaner, contexts);
        this.rtp = contexts.rtp();
        this.rtcp = contexts.rtcp();
    }

    static SrtpTransform open(SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner) {
        return new OpenSslGaloisTransform(Contexts.open(LibCrypto.AES_128_GCM, rtp, rtcp), rtp, rtcp, cleaner);
    }

    @Override
    void encrypt(
            boolean control,
            long text,
            int length,
            long vector,
            long associated,
            int associatedLength,
            long tag,
            long count) {
        LibCrypto.seal(control ? rtcp : rtp, text, length, vector, associated, associatedLength, tag, count);
    }

    @Override
    boolean decrypt(
            boolean control,
            long text,
            int length,
            long vector,
            long associated,
            int associatedLength,
            long tag,
            long expected,
            long count) {
        return LibCrypto.open(control ? rtcp : rtp, text, length, vector, associated, associatedLength, tag, count);
    }
}
