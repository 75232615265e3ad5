// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.nio.ByteBuffer;

/** A transform over the JDK's ciphers, which want arrays. Confined to one event loop. */
final class PortableTransform implements SrtpTransform {
    private final ArrayTransform transform;
    private final PacketBytes bytes = new PacketBytes();
    private final int tagLength;

    private PortableTransform(ArrayTransform transform, int tagLength) {
        this.transform = transform;
        this.tagLength = tagLength;
    }

    static SrtpTransform of(SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp) {
        return new PortableTransform(ArrayTransform.of(profile, rtp, rtcp), profile.tagLength());
    }

    @Override
    public void sealRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index) {
        bytes.take(packet, offset, length, tagLength);
        transform.sealRtp(bytes.array(), bytes.offset(), headerLength, length, ssrc, index);
        bytes.giveBack(packet, offset, length + tagLength);
    }

    @Override
    public boolean openRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index) {
        bytes.take(packet, offset, length + tagLength, 0);
        if (!transform.openRtp(bytes.array(), bytes.offset(), headerLength, length, ssrc, index)) {
            return false;
        }
        bytes.giveBack(packet, offset, length);
        return true;
    }

    @Override
    public void sealRtcp(ByteBuffer packet, int offset, int length, int ssrc, int index) {
        int trailer = tagLength + Integer.BYTES;
        bytes.take(packet, offset, length, trailer);
        transform.sealRtcp(bytes.array(), bytes.offset(), length, ssrc, index);
        bytes.giveBack(packet, offset, length + trailer);
    }

    @Override
    public boolean openRtcp(ByteBuffer packet, int offset, int length, int ssrc, int indexWord) {
        bytes.take(packet, offset, length + tagLength + Integer.BYTES, 0);
        if (!transform.openRtcp(bytes.array(), bytes.offset(), length, ssrc, indexWord)) {
            return false;
        }
        bytes.giveBack(packet, offset, length);
        return true;
    }

    @Override
    public void close() {
        // The JDK has no way to wipe a cipher's key: the collector takes it with the rest.
    }
}
