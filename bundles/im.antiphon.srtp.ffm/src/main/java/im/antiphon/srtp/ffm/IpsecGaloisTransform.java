// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.webrtc.srtp.SessionKeys;
import im.antiphon.webrtc.srtp.SrtpTransform;
import java.lang.ref.Cleaner;

/** AES-GCM by {@link IpsecMb}: one call for a packet. */
final class IpsecGaloisTransform extends GaloisTransform {
    private static final int RTP_KEY = SCRATCH_LENGTH;
    private static final int RTCP_KEY = RTP_KEY + IpsecMb.KEY_LENGTH;
    private static final int CONTEXT = RTCP_KEY + IpsecMb.KEY_LENGTH;

    /** What a transform needs of a {@link KeyMemory}. */
    static final int MEMORY_LENGTH = CONTEXT + IpsecMb.CONTEXT_LENGTH;

    private final long rtpKey;
    private final long rtcpKey;
    private final long context;

    private IpsecGaloisTransform(long memory, SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner, Runnable release) {
        super(memory, rtp, rtcp, cleaner, release);
        rtpKey = memory + RTP_KEY;
        rtcpKey = memory + RTCP_KEY;
        context = memory + CONTEXT;
        prepare(memory, rtp.encryption(), rtpKey);
        prepare(memory, rtcp.encryption(), rtcpKey);
    }

    /** @param memories blocks of {@link #MEMORY_LENGTH} */
    static SrtpTransform open(KeyMemory memories, SessionKeys rtp, SessionKeys rtcp, Cleaner cleaner) {
        long memory = memories.take();
        return new IpsecGaloisTransform(memory, rtp, rtcp, cleaner, () -> memories.giveBack(memory));
    }

    private static void prepare(long scratch, byte[] key, long expanded) {
        Memory.put(scratch, key);
        IpsecMb.prepare(scratch, expanded);
        Memory.zero(scratch, key.length);
    }

    @Override
    void encrypt(boolean rtcp, long text, int length, long vector, long associated, int associatedLength, long tag) {
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
            long scratch) {
        IpsecMb.decrypt(rtcp ? rtcpKey : rtpKey, context, text, length, vector, associated, associatedLength, scratch);
        return Memory.same16(tag, scratch);
    }
}
