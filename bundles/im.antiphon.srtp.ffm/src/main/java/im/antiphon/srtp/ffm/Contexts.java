// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.webrtc.srtp.SessionKeys;

/**
 * What one transform holds of {@link LibCrypto}. Running it wipes and frees all of it.
 *
 * @param rtp the context of RTP's key
 * @param rtcp the context of RTCP's key
 */
record Contexts(long rtp, long rtcp) implements Runnable {
    static Contexts open(long cipher, SessionKeys rtp, SessionKeys rtcp) {
        return new Contexts(context(cipher, rtp.encryption()), context(cipher, rtcp.encryption()));
    }

    private static long context(long cipher, byte[] key) {
        long scratch = Scratch.address();
        Memory.put(scratch, key);
        long context = LibCrypto.context(cipher, scratch);
        Memory.zero(scratch, key.length);
        return context;
    }

    @Override
    public void run() {
        LibCrypto.free(rtp);
        LibCrypto.free(rtcp);
    }
}
