// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of every RTP packet of all peers of a {@link VoicePeers}, on their thread: it may neither wait nor take long. For
 * figures over all of them; those of one peer are its {@link VoiceStatistics}.
 */
@ConsumerType
public interface VoiceTraffic {
    /** Who does not listen. */
    VoiceTraffic IGNORED = new VoiceTraffic() {
        @Override
        public void onSent(int packetLength) {}

        @Override
        public void onReceived(long latencyNanos, int packetLength, int missing) {}
    };

    /** One packet has been handed to the socket. */
    void onSent(int packetLength);

    /**
     * One packet has come, for the first time.
     *
     * @param latencyNanos from its sender, or -1 where its payload is not ours
     * @param missing how many more are missing of its source now: -1 where it had been taken for lost
     */
    void onReceived(long latencyNanos, int packetLength, int missing);
}
