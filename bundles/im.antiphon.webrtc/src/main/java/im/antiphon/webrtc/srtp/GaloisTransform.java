// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** AES in Galois/counter mode with associated data (RFC 7714, sections 8 and 9). */
final class GaloisTransform implements ArrayTransform {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final GaloisCipher rtp;
    private final GaloisCipher rtcp;
    private final byte[] word = new byte[Integer.BYTES];

    GaloisTransform(SessionKeys rtp, SessionKeys rtcp) {
        this.rtp = new GaloisCipher(rtp.encryption(), rtp.salt());
        this.rtcp = new GaloisCipher(rtcp.encryption(), rtcp.salt());
    }

    @Override
    public void sealRtp(byte[] bytes, int offset, int headerLength, int length, int ssrc, long index) {
        rtp.beginSealing(ssrc, index);
        rtp.associate(bytes, offset, headerLength);
        rtp.seal(bytes, offset + headerLength, length - headerLength);
    }

    @Override
    public boolean openRtp(byte[] bytes, int offset, int headerLength, int length, int ssrc, long index) {
        rtp.beginOpening(ssrc, index);
        rtp.associate(bytes, offset, headerLength);
        return rtp.open(bytes, offset + headerLength, length - headerLength);
    }

    @Override
    public void sealRtcp(byte[] bytes, int offset, int length, int ssrc, int index) {
        INTS.set(word, 0, SrtpTransform.ENCRYPTED | index);
        rtcp.beginSealing(ssrc, index);
        rtcp.associate(bytes, offset, SrtpTransform.RTCP_CLEAR_LENGTH);
        rtcp.associate(word, 0, word.length);
        rtcp.seal(bytes, offset + SrtpTransform.RTCP_CLEAR_LENGTH, length - SrtpTransform.RTCP_CLEAR_LENGTH);
        System.arraycopy(word, 0, bytes, offset + length + GaloisCipher.TAG_LENGTH, word.length);
    }

    @Override
    public boolean openRtcp(byte[] bytes, int offset, int length, int ssrc, int indexWord) {
        // Without encryption the whole packet is associated data (RFC 7714, section 9.3).
        int clear = (indexWord & SrtpTransform.ENCRYPTED) != 0 ? SrtpTransform.RTCP_CLEAR_LENGTH : length;
        INTS.set(word, 0, indexWord);
        rtcp.beginOpening(ssrc, indexWord & ~SrtpTransform.ENCRYPTED);
        rtcp.associate(bytes, offset, clear);
        rtcp.associate(word, 0, word.length);
        return rtcp.open(bytes, offset + clear, length - clear);
    }
}
