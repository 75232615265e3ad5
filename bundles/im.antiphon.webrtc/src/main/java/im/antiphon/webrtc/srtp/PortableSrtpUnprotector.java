// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import im.antiphon.rtp.DropReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The receiving half of {@link PortableSrtpEngine}. */
final class PortableSrtpUnprotector implements SrtpUnprotector {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final SrtpProfile profile;
    private final SrtpTransform transform;
    private final SourceTable<ReplayWindow> rtpWindows;
    private final SourceTable<ReplayWindow> rtcpWindows;
    private final ClearHeader header = new ClearHeader();
    private final PacketBytes packetBytes = new PacketBytes();
    private DropReason dropReason = DropReason.TRUNCATED;

    PortableSrtpUnprotector(SrtpProfile profile, SrtpTransform transform, int sourceLimit) {
        this.profile = profile;
        this.transform = transform;
        rtpWindows = new SourceTable<>(sourceLimit);
        rtcpWindows = new SourceTable<>(sourceLimit);
    }

    @Override
    public int unprotectRtp(ByteBuffer packet, int offset, int length) {
        packetBytes.take(packet, offset, length, 0);
        int openedLength = length - profile.rtpOverhead();
        if (!openRtp(packetBytes.array(), packetBytes.offset(), openedLength)) {
            return -1;
        }
        packetBytes.giveBack(packet, offset, openedLength);
        return openedLength;
    }

    private boolean openRtp(byte[] bytes, int offset, int openedLength) {
        if (!header.wrap(bytes, offset, openedLength)) {
            return drop(header.dropReason());
        }
        int ssrc = header.ssrc();
        ReplayWindow window = rtpWindows.get(ssrc);
        long index = window == null
                ? header.sequenceNumber()
                : PacketIndex.estimate(window.highest(), header.sequenceNumber());
        if (!isNew(rtpWindows, window, index)) {
            return false;
        }
        if (index > PacketIndex.MAXIMUM) {
            return drop(DropReason.SRTP_REPLAY);
        }
        if (!transform.openRtp(bytes, offset, header.length(), openedLength, ssrc, index)) {
            return drop(DropReason.SRTP_AUTHENTICATION);
        }
        note(rtpWindows, window, ssrc, index);
        return true;
    }

    @Override
    public int unprotectRtcp(ByteBuffer packet, int offset, int length) {
        packetBytes.take(packet, offset, length, 0);
        int openedLength = length - profile.rtcpOverhead();
        if (!openRtcp(packetBytes.array(), packetBytes.offset(), length, openedLength)) {
            return -1;
        }
        packetBytes.giveBack(packet, offset, openedLength);
        return openedLength;
    }

    private boolean openRtcp(byte[] bytes, int offset, int length, int openedLength) {
        if (openedLength < SrtpTransform.RTCP_CLEAR_LENGTH) {
            return drop(DropReason.TRUNCATED);
        }
        if ((bytes[offset] >> 6 & 3) != ClearHeader.VERSION) {
            return drop(DropReason.BAD_VERSION);
        }
        int ssrc = (int) INTS.get(bytes, offset + Integer.BYTES);
        int indexWord = (int) INTS.get(bytes, offset + transform.rtcpIndexPosition(length));
        int index = indexWord & ~SrtpTransform.ENCRYPTED;
        ReplayWindow window = rtcpWindows.get(ssrc);
        if (!isNew(rtcpWindows, window, index)) {
            return false;
        }
        if (!transform.openRtcp(bytes, offset, openedLength, ssrc, indexWord)) {
            return drop(DropReason.SRTP_AUTHENTICATION);
        }
        note(rtcpWindows, window, ssrc, index);
        return true;
    }

    /** Before authentication, so that a replay costs no cryptography; nothing is changed yet. */
    private boolean isNew(SourceTable<ReplayWindow> windows, @Nullable ReplayWindow window, long index) {
        if (window == null) {
            return !windows.isFull() || drop(DropReason.UNKNOWN_SOURCE);
        }
        return !(window.isTooOld(index) || window.contains(index)) || drop(DropReason.SRTP_REPLAY);
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
        // The JDK has no way to wipe a cipher's key: the collector takes it with the rest.
    }

    private boolean drop(DropReason reason) {
        dropReason = reason;
        return false;
    }
}
