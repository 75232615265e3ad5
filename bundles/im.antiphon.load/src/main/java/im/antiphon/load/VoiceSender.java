// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.AudioLevel;
import im.antiphon.rtp.HeaderExtension;
import im.antiphon.rtp.HeaderExtensionWriter;
import im.antiphon.rtp.RtpView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Makes a peer's RTP packets at their times, and keeps the latest for who asks again. Confined to one thread. */
final class VoiceSender {
    private static final int CLOCK_RATE = 48_000;
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** So far behind, a sender does not catch up but goes on from now. */
    private static final long MOST_BEHIND_NANOS = SECOND_NANOS;
    /** Packets kept, 2.5 seconds at 50 a second; the oldest is overwritten. */
    private static final int HISTORY = 128;

    private static final int LONGEST_HEADER = 64;
    private static final int DEFAULT_LEVEL = 30;
    /** How often Opus in DTX says that there is nothing to say (RFC 6716, section 2.1.9). */
    private static final long QUIET_INTERVAL_NANOS = 400_000_000L;

    final int ssrc;
    private final int senderId;
    private final int payloadLength;
    private final int slotLength;
    private final RtpView view = new RtpView();
    private final HeaderExtensionWriter extensions = new HeaderExtensionWriter();
    private final ByteBuffer history;
    private final int[] lengths = new int[HISTORY];
    private final int firstSequenceNumber;

    private int payloadType = OfferWriter.PAYLOAD_TYPE;
    private int midId;
    private byte[] mid = {};
    private int audioLevelId;
    private int audioLevel = DEFAULT_LEVEL;

    private boolean sending;
    private boolean quiet;
    private boolean spurtBegins = true;
    private long intervalNanos;
    private long nextNanos;
    private long lastNanos;
    /** Of the latest packet. */
    private int timestamp;

    private long sent;
    private long octets;

    VoiceSender(VoicePeerSettings settings, int ssrc, RandomGenerator random) {
        this.ssrc = ssrc;
        this.senderId = settings.senderId();
        this.payloadLength = settings.payloadLength();
        this.slotLength = payloadLength + LONGEST_HEADER;
        this.history = ByteBuffer.allocate(settings.sections().get(0).sends() ? HISTORY * slotLength : 0);
        // Low, so that a receiver has the wrap later rather than in its first packets.
        this.firstSequenceNumber = random.nextInt(1 << 15);
        this.timestamp = random.nextInt();
    }

    void negotiated(RemoteDescription.Section section) {
        payloadType = section.opusPayloadType();
        midId = section.extensionId(HeaderExtension.MID);
        String name = section.mid();
        mid = name == null ? new byte[0] : name.getBytes(StandardCharsets.US_ASCII);
        audioLevelId = section.extensionId(HeaderExtension.AUDIO_LEVEL);
    }

    /** @param level in -dBov, 0..127 */
    void audioLevel(int level) {
        audioLevel = level;
    }

    void start(long nowNanos, int packetsPerSecond) {
        spurtBegins |= !sending || quiet;
        sending = true;
        quiet = false;
        intervalNanos = SECOND_NANOS / packetsPerSecond;
        nextNanos = nowNanos;
    }

    /** Nothing to say from now on: short packets at the pace of discontinuous transmission, which say so. */
    void pause(long nowNanos) {
        sending = true;
        quiet = true;
        intervalNanos = QUIET_INTERVAL_NANOS;
        nextNanos = nowNanos;
    }

    void stop() {
        sending = false;
    }

    long nextTimeoutNanos() {
        return sending ? nextNanos : Long.MAX_VALUE;
    }

    boolean isDue(long nowNanos) {
        return sending && nowNanos - nextNanos >= 0;
    }

    /** Writes the packet that is due; returns its length. */
    int write(long nowNanos, ByteBuffer packet) {
        long dueNanos = nowNanos - nextNanos > MOST_BEHIND_NANOS ? nowNanos : nextNanos;
        nextNanos = dueNanos + intervalNanos;
        if (sent > 0) {
            // The timestamp is the time of what was spoken, also where nothing was sent for a while.
            timestamp += (int) ((dueNanos - lastNanos) * CLOCK_RATE / SECOND_NANOS);
        }
        lastNanos = dueNanos;
        int bodyLength = quiet ? VoicePayload.LENGTH : payloadLength;
        int level = quiet ? AudioLevel.SILENCE : audioLevel;
        view.create(packet, 0, packet.capacity());
        view.payloadType(payloadType);
        view.marker(spurtBegins && !quiet);
        view.sequenceNumber(sequenceNumber(sent));
        view.timestamp(timestamp);
        view.ssrc(ssrc);
        extensions.begin(packet, 0);
        if (midId > 0 && mid.length > 0) {
            extensions.add(midId, mid);
        }
        if (audioLevelId > 0) {
            extensions.add8(audioLevelId, AudioLevel.encode(level < AudioLevel.SILENCE, level));
        }
        int headerLength = extensions.end();
        VoicePayload.write(packet, headerLength, bodyLength, senderId, sent, nowNanos);
        int length = headerLength + bodyLength;
        keep(packet, length);
        spurtBegins &= quiet;
        sent++;
        octets += bodyLength;
        return length;
    }

    private int sequenceNumber(long index) {
        return (int) (firstSequenceNumber + index) & 0xffff;
    }

    private void keep(ByteBuffer packet, int length) {
        int slot = (int) (sent % HISTORY);
        lengths[slot] = length;
        history.put(slot * slotLength, packet, 0, length);
    }

    /** Writes a packet once more, byte for byte; returns its length, or 0 where it is not kept any more. */
    int rewrite(int sequenceNumber, ByteBuffer packet) {
        int back = sequenceNumber(sent) - sequenceNumber & 0xffff;
        if (back == 0 || back > Math.min(sent, HISTORY)) {
            return 0;
        }
        int slot = (int) ((sent - back) % HISTORY);
        packet.put(0, history, slot * slotLength, lengths[slot]);
        return lengths[slot];
    }

    long sent() {
        return sent;
    }

    int octets() {
        return (int) octets;
    }

    /** The timestamp that stands for this moment (RFC 3550, section 6.4.1). */
    int timestampAt(long nowNanos) {
        return timestamp + (int) ((nowNanos - lastNanos) * CLOCK_RATE / SECOND_NANOS);
    }
}
