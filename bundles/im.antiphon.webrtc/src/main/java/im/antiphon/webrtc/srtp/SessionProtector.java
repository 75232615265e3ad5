// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The sending half of {@link SessionSrtpEngine}. */
final class SessionProtector implements SrtpProtector {
    private final SrtpProfile profile;
    private final SrtpTransform transform;
    private final SourceTable<SentSource> sources;
    private final SourceTable<RtcpCounter> rtcpCounters;
    private final ClearHeader header = new ClearHeader();
    private DropReason dropReason = DropReason.TRUNCATED;

    SessionProtector(SrtpProfile profile, SrtpTransform transform, int sourceLimit) {
        this.profile = profile;
        this.transform = transform;
        sources = new SourceTable<>(sourceLimit);
        rtcpCounters = new SourceTable<>(sourceLimit);
    }

    @Override
    public int protectRtp(ByteBuffer packet, int offset, int length) {
        Bytes.requireWithin(packet, offset, length, profile.rtpOverhead());
        if (!header.wrap(packet, offset, length)) {
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
        transform.sealRtp(packet, offset, header.length(), length, header.ssrc(), index);
        return source.use(index, Bytes.longAt(packet, offset + length))
                ? length + profile.rtpOverhead()
                : drop(DropReason.SRTP_REPLAY);
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
        Bytes.requireWithin(packet, offset, length, profile.rtcpOverhead());
        if (length < SrtpTransform.RTCP_CLEAR_LENGTH) {
            return drop(DropReason.TRUNCATED);
        }
        if ((packet.get(offset) >> 6 & 3) != ClearHeader.VERSION) {
            return drop(DropReason.BAD_VERSION);
        }
        int ssrc = Bytes.intAt(packet, offset + Integer.BYTES);
        RtcpCounter counter = rtcpCounterOf(ssrc);
        if (counter == null) {
            return drop(DropReason.UNKNOWN_SOURCE);
        }
        int index = counter.next();
        if (index < 0) {
            return drop(DropReason.SRTP_REPLAY);
        }
        transform.sealRtcp(packet, offset, length, ssrc, index);
        return length + profile.rtcpOverhead();
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
        transform.close();
    }

    private int drop(DropReason reason) {
        dropReason = reason;
        return -1;
    }
}
