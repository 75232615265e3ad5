// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import im.antiphon.rtp.DropReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The sending half of {@link PortableSrtpEngine}. */
final class PortableSrtpProtector implements SrtpProtector {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final SrtpProfile profile;
    private final SrtpTransform transform;
    private final SourceTable<SentSource> sources;
    private final SourceTable<RtcpCounter> rtcpCounters;
    private final ClearHeader header = new ClearHeader();
    private final PacketBytes packetBytes = new PacketBytes();
    private DropReason dropReason = DropReason.TRUNCATED;

    PortableSrtpProtector(SrtpProfile profile, SrtpTransform transform, int sourceLimit) {
        this.profile = profile;
        this.transform = transform;
        sources = new SourceTable<>(sourceLimit);
        rtcpCounters = new SourceTable<>(sourceLimit);
    }

    @Override
    public int protectRtp(ByteBuffer packet, int offset, int length) {
        packetBytes.take(packet, offset, length, profile.rtpOverhead());
        if (!sealRtp(packetBytes.array(), packetBytes.offset(), length)) {
            return -1;
        }
        int protectedLength = length + profile.rtpOverhead();
        packetBytes.giveBack(packet, offset, protectedLength);
        return protectedLength;
    }

    private boolean sealRtp(byte[] bytes, int offset, int length) {
        if (!header.wrap(bytes, offset, length)) {
            return drop(header.dropReason());
        }
        SentSource source = sourceOf(header.ssrc());
        if (source == null) {
            return drop(DropReason.UNKNOWN_SOURCE);
        }
        long index = source.indexOf(header.sequenceNumber());
        if (index < 0) {
            return drop(DropReason.SRTP_REPLAY);
        }
        transform.sealRtp(bytes, offset, header.length(), length, header.ssrc(), index);
        return source.use(index, bytes, offset + length) || drop(DropReason.SRTP_REPLAY);
    }

    private @Nullable SentSource sourceOf(int ssrc) {
        SentSource source = sources.get(ssrc);
        if (source == null && !sources.isFull()) {
            source = new SentSource();
            sources.put(ssrc, source);
        }
        return source;
    }

    @Override
    public int protectRtcp(ByteBuffer packet, int offset, int length) {
        packetBytes.take(packet, offset, length, profile.rtcpOverhead());
        if (!sealRtcp(packetBytes.array(), packetBytes.offset(), length)) {
            return -1;
        }
        int protectedLength = length + profile.rtcpOverhead();
        packetBytes.giveBack(packet, offset, protectedLength);
        return protectedLength;
    }

    private boolean sealRtcp(byte[] bytes, int offset, int length) {
        if (length < SrtpTransform.RTCP_CLEAR_LENGTH) {
            return drop(DropReason.TRUNCATED);
        }
        if ((bytes[offset] >> 6 & 3) != ClearHeader.VERSION) {
            return drop(DropReason.BAD_VERSION);
        }
        int ssrc = (int) INTS.get(bytes, offset + Integer.BYTES);
        RtcpCounter counter = rtcpCounterOf(ssrc);
        if (counter == null) {
            return drop(DropReason.UNKNOWN_SOURCE);
        }
        int index = counter.next();
        if (index < 0) {
            return drop(DropReason.SRTP_REPLAY);
        }
        transform.sealRtcp(bytes, offset, length, ssrc, index);
        return true;
    }

    private @Nullable RtcpCounter rtcpCounterOf(int ssrc) {
        RtcpCounter counter = rtcpCounters.get(ssrc);
        if (counter == null && !rtcpCounters.isFull()) {
            counter = new RtcpCounter();
            rtcpCounters.put(ssrc, counter);
        }
        return counter;
    }

    @Override
    public DropReason dropReason() {
        return dropReason;
    }

    @Override
    public void close() {
        // The JDK has no way to wipe a cipher's key: the collector takes it with the rest.
    }

    private boolean drop(DropReason reason) {
        dropReason = reason;
        return false;
    }
}
