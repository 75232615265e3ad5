// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.webrtc.srtp.SessionKeys;

/**
 * What one transform holds of {@link LibCrypto}. Running it wipes and frees all of it.
 *
 * @param rtp the context of RTP's key
 * @param rtcp the context of RTCP's key
 * @param memories where the memory came from
 * @param memory the transform's own
 */
record Contexts(long rtp, long rtcp, KeyMemory memories, long memory) implements Runnable {
    static Contexts open(long cipher, KeyMemory memories, long memory, SessionKeys rtp, SessionKeys rtcp) {
        return new Contexts(
                context(cipher, memory, rtp.encryption()),
                context(cipher, memory, rtcp.encryption()),
                memories,
                memory);
    }

    private static long context(long cipher, long scratch, byte[] key) {
        Memory.put(scratch, key);
        long context = LibCrypto.context(cipher, scratch);
        Memory.zero(scratch, key.length);
        return context;
    }

    @Override
    public void run() {
        LibCrypto.free(rtp);
        LibCrypto.free(rtcp);
        memories.giveBack(memory);
    }
}
