// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.webrtc.srtp.SessionKeys;
import im.antiphon.webrtc.srtp.SrtpTransform;
import java.lang.ref.Cleaner;

/** AES-GCM by {@link IpsecMb}: one call for a packet. */
final class IpsecGaloisTransform extends GaloisTransform {
    /** What a transform needs of a {@link KeyMemory}: RTP's key, then RTCP's. */
    static final int MEMORY_LENGTH = 2 * IpsecMb.KEY_LENGTH;

    private final long rtpKey;
    private final long rtcpKey;

    private IpsecGaloisTransform(long memory, SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner, Runnable release) {
        super(rtp, rtcp, cleaner, release);
        rtpKey = memory;
        rtcpKey = memory + IpsecMb.KEY_LENGTH;
        prepare(rtp.encryption(), rtpKey);
        prepare(rtcp.encryption(), rtcpKey);
    }

    /** @param memories blocks of {@link #MEMORY_LENGTH} */
    static SrtpTransform open(KeyMemory memories, SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner) {
        long memory = memories.take();
        return new IpsecGaloisTransform(memory, rtp, rtcp, cleaner, () -> memories.giveBack(memory));
    }

    private static void prepare(byte[] key, long expanded) {
        long scratch = Scratch.address();
        Memory.put(scratch, key);
        IpsecMb.prepare(scratch, expanded);
        Memory.zero(scratch, key.length);
    }

    @Override
    void encrypt(
            boolean rtcp,
            long text,
            int length,
            long vector,
            long associated,
            int associatedLength,
            long tag,
            long context) {
        IpsecMb.encrypt(rtcp ? rtcpKey : rtpKey, context, text, length, vector, associated, associatedLength, tag);
    }

    @Override
    boolean decrypt(
            boolean rtcp,
            long text,
            int length,
            long vector,
            long associated,
            int associatedLength,
            long tag,
            long expected,
            long context) {
        IpsecMb.decrypt(rtcp ? rtcpKey : rtpKey, context, text, length, vector, associated, associatedLength, expected);
        return Memory.same16(tag, expected);
    }
}
