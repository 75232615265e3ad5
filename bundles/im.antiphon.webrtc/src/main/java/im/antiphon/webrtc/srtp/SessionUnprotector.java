// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The receiving half of {@link SessionSrtpEngine}. */
final class SessionUnprotector implements SrtpUnprotector {
    private final SrtpProfile profile;
    private final SrtpTransform transform;
    private final SourceTable<ReplayWindow> rtpWindows;
    private final SourceTable<ReplayWindow> rtcpWindows;
    private final ClearHeader header = new ClearHeader();
    private DropReason dropReason = DropReason.TRUNCATED;

    SessionUnprotector(SrtpProfile profile, SrtpTransform transform, int sourceLimit) {
        this.profile = profile;
        this.transform = transform;
        rtpWindows = new SourceTable<>(sourceLimit);
        rtcpWindows = new SourceTable<>(sourceLimit);
    }

    @Override
    public int unprotectRtp(ByteBuffer packet, int offset, int length) {
        Bytes.requireWithin(packet, offset, length, 0);
        int openedLength = length - profile.rtpOverhead();
        if (!header.wrap(packet, offset, openedLength)) {
            return drop(header.dropReason());
        }
        int ssrc = header.ssrc();
        ReplayWindow window = rtpWindows.get(ssrc);
        long index = window == null
                ? header.sequenceNumber()
                : PacketIndex.estimate(window.highest(), header.sequenceNumber());
        if (!isNew(rtpWindows, window, index)) {
            return -1;
        }
        if (index > PacketIndex.MAXIMUM) {
            return drop(DropReason.SRTP_REPLAY);
        }
        if (!transform.openRtp(packet, offset, header.length(), openedLength, ssrc, index)) {
            return drop(DropReason.SRTP_AUTHENTICATION);
        }
        note(rtpWindows, window, ssrc, index);
        return openedLength;
    }

    @Override
    public int unprotectRtcp(ByteBuffer packet, int offset, int length) {
        Bytes.requireWithin(packet, offset, length, 0);
        int openedLength = length - profile.rtcpOverhead();
        if (openedLength < SrtpTransform.RTCP_CLEAR_LENGTH) {
            return drop(DropReason.TRUNCATED);
        }
        if ((packet.get(offset) >> 6 & 3) != ClearHeader.VERSION) {
            return drop(DropReason.BAD_VERSION);
        }
        int ssrc = Bytes.intAt(packet, offset + Integer.BYTES);
        int indexWord = Bytes.intAt(packet, offset + profile.rtcpIndexPosition(length));
        int index = indexWord & ~SrtpTransform.ENCRYPTED;
        ReplayWindow window = rtcpWindows.get(ssrc);
        if (!isNew(rtcpWindows, window, index)) {
            return -1;
        }
        if (!transform.openRtcp(packet, offset, openedLength, ssrc, indexWord)) {
            return drop(DropReason.SRTP_AUTHENTICATION);
        }
        note(rtcpWindows, window, ssrc, index);
        return openedLength;
    }

    /** Before authentication, so that a replay costs no cryptography; nothing is changed yet. */
    private boolean isNew(SourceTable<ReplayWindow> windows, @Nullable ReplayWindow window, long index) {
        if (window == null) {
            return !windows.isFull() || drop(DropReason.UNKNOWN_SOURCE) >= 0;
        }
        return !(window.isTooOld(index) || window.contains(index)) || drop(DropReason.SRTP_REPLAY) >= 0;
    }

    /** After authentication. */
    private static void note(SourceTable<ReplayWindow> windows, @Nullable ReplayWindow window, int ssrc, long index) {
        ReplayWindow noted = window;
        if (noted == null) {
            noted = new ReplayWindow();
            windows.put(ssrc, noted);
        }
        noted.add(index);
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
