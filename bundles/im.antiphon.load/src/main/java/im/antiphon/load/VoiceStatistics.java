// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.DropReason;
import java.util.List;
import java.util.Map;

/**
 * What a peer has sent and received so far; a snapshot.
 *
 * @param sent RTP packets, without repetitions
 * @param resent RTP packets that a NACK asked for
 * @param unsent datagrams that the socket did not take
 * @param sources by the time of their first packet
 * @param remote what the server last reported of our stream
 * @param dropped datagrams of no use, by reason
 */
public record VoiceStatistics(
        long sent,
        long resent,
        long unsent,
        List<SourceStatistics> sources,
        RemoteReport remote,
        Map<DropReason, Long> dropped) {
    /**
     * The other side's view of what we send (RFC 3550, section 6.4.1).
     *
     * @param reports how many there were; 0 makes the rest meaningless
     * @param fractionLost in 1/256
     * @param roundTripNanos -1 while unknown
     */
    public record RemoteReport(long reports, int fractionLost, int cumulativeLost, long roundTripNanos) {
        static final RemoteReport NONE = new RemoteReport(0, 0, 0, -1);
    }

    public VoiceStatistics {
        sources = List.copyOf(sources);
        dropped = Map.copyOf(dropped);
    }

    /** Packets of all sources, each once. */
    public long received() {
        return sources.stream().mapToLong(SourceStatistics::received).sum();
    }

    /** Packets missing of all sources. */
    public long lost() {
        return sources.stream().mapToLong(SourceStatistics::lost).sum();
    }

    /** Packets received whose sources last carried that sender. */
    public long receivedFrom(int senderId) {
        return sources.stream()
                .filter(source -> source.senderId() == senderId)
                .mapToLong(SourceStatistics::received)
                .sum();
    }
}
