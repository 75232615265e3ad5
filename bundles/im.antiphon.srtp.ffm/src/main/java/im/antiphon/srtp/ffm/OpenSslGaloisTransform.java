// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.webrtc.srtp.SessionKeys;
import im.antiphon.webrtc.srtp.SrtpTransform;
import java.lang.ref.Cleaner;

/** AES-GCM by {@link LibCrypto}: five calls for a packet. */
final class OpenSslGaloisTransform extends GaloisTransform {
    private static final int COUNT = SCRATCH_LENGTH;

    /** What a transform needs of a {@link KeyMemory}. */
    static final int MEMORY_LENGTH = COUNT + Long.BYTES;

    private final long rtp;
    private final long rtcp;
    private final long count;

    private OpenSslGaloisTransform(long memory, Contexts contexts, SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner) {
        super(memory, rtp, rtcp, cleaner, contexts);
        this.rtp = contexts.rtp();
        this.rtcp = contexts.rtcp();
        count = memory + COUNT;
    }

    /** @param memories blocks of {@link #MEMORY_LENGTH} */
    static SrtpTransform open(KeyMemory memories, SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner) {
        long memory = memories.take();
        Contexts contexts = Contexts.open(LibCrypto.AES_128_GCM, memories, memory, rtp, rtcp);
        return new OpenSslGaloisTransform(memory, contexts, rtp, rtcp, cleaner);
    }

    @Override
    void encrypt(boolean control, long text, int length, long vector, long associated, int associatedLength, long tag) {
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
            long scratch) {
        return LibCrypto.open(control ? rtcp : rtp, text, length, vector, associated, associatedLength, tag, count);
    }
}
