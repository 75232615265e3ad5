// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** AES in counter mode, then HMAC-SHA1 over the result (RFC 3711, sections 3.3 and 3.4). */
final class CounterModeTransform implements ArrayTransform {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final KeyStream rtpStream;
    private final KeyStream rtcpStream;
    private final AuthenticationTag rtpTag;
    private final AuthenticationTag rtcpTag;

    CounterModeTransform(SessionKeys rtp, SessionKeys rtcp) {
        rtpStream = new KeyStream(rtp.encryption(), rtp.salt());
        rtcpStream = new KeyStream(rtcp.encryption(), rtcp.salt());
        rtpTag = new AuthenticationTag(rtp.authentication());
        rtcpTag = new AuthenticationTag(rtcp.authentication());
    }

    @Override
    public void sealRtp(byte[] bytes, int offset, int headerLength, int length, int ssrc, long index) {
        rtpStream.apply(bytes, offset + headerLength, length - headerLength, ssrc, index);
        rtpTag.update(bytes, offset, length, (int) (index >>> Short.SIZE)).write(bytes, offset + length);
    }

    @Override
    public boolean openRtp(byte[] bytes, int offset, int headerLength, int length, int ssrc, long index) {
        if (!rtpTag.update(bytes, offset, length, (int) (index >>> Short.SIZE)).matches(bytes, offset + length)) {
            return false;
        }
        rtpStream.apply(bytes, offset + headerLength, length - headerLength, ssrc, index);
        return true;
    }

    @Override
    public void sealRtcp(byte[] bytes, int offset, int length, int ssrc, int index) {
        rtcpStream.apply(
                bytes, offset + SrtpTransform.RTCP_CLEAR_LENGTH, length - SrtpTransform.RTCP_CLEAR_LENGTH, ssrc, index);
        INTS.set(bytes, offset + length, SrtpTransform.ENCRYPTED | index);
        int authenticated = length + Integer.BYTES;
        rtcpTag.update(bytes, offset, authenticated).write(bytes, offset + authenticated);
    }

    @Override
    public boolean openRtcp(byte[] bytes, int offset, int length, int ssrc, int indexWord) {
        int authenticated = length + Integer.BYTES;
        if (!rtcpTag.update(bytes, offset, authenticated).matches(bytes, offset + authenticated)) {
            return false;
        }
        if ((indexWord & SrtpTransform.ENCRYPTED) != 0) {
            int index = indexWord & ~SrtpTransform.ENCRYPTED;
            rtcpStream.apply(
                    bytes,
                    offset + SrtpTransform.RTCP_CLEAR_LENGTH,
                    length - SrtpTransform.RTCP_CLEAR_LENGTH,
                    ssrc,
                    index);
        }
        return true;
    }
}
