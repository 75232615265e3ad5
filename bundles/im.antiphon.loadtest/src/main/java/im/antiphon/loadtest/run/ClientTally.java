// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import im.antiphon.load.VoiceMilestones;
import im.antiphon.loadtest.client.ClientKind;
import im.antiphon.loadtest.measure.ClientsResult;
import im.antiphon.loadtest.measure.Percentiles;
import im.antiphon.loadtest.measure.SetupResult;
import im.antiphon.loadtest.measure.Timings;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts who came, who did not and how long it took. Safe from any thread. */
final class ClientTally {
    /** Reasons listed one by one; more are counted as others. */
    private static final int MOST_REASONS = 50;

    final AtomicLong begun = new AtomicLong();
    final AtomicLong connected = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong ended = new AtomicLong();
    final AtomicLong left = new AtomicLong();
    /** Of this moment. */
    final AtomicLong present = new AtomicLong();

    final Timings signaling = new Timings();
    private final Timings answer = new Timings();
    private final Timings ice = new Timings();
    private final Timings dtls = new Timings();
    private final Timings total = new Timings();
    private final Timings firstMedia = new Timings();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final Map<String, Long> endings = new ConcurrentHashMap<>();
    private final Map<String, Long> kinds = new ConcurrentHashMap<>();

    void onConnected(ClientKind kind) {
        connected.incrementAndGet();
        present.incrementAndGet();
        kinds.merge(kind.toString(), 1L, Long::sum);
    }

    void onFailed(ClientKind kind, String reason) {
        failed.incrementAndGet();
        count(failures, kind + ", " + reason);
    }

    void onEnded(ClientKind kind, String reason) {
        ended.incrementAndGet();
        count(endings, kind + ", " + reason);
    }

    private static void count(Map<String, Long> counts, String reason) {
        String counted = counts.size() < MOST_REASONS || counts.containsKey(reason) ? reason : "others";
        counts.merge(counted, 1L, Long::sum);
    }

    /** How long the first steps took. */
    void onAnswered(long begunNanos, long answeredNanos) {
        answer.add(answeredNanos - begunNanos);
    }

    /** How long the others took. */
    void onMedia(long begunNanos, VoiceMilestones milestones) {
        if (milestones.connectedNanos() != VoiceMilestones.NOT_YET) {
            ice.add(milestones.reachedNanos() - milestones.answeredNanos());
            dtls.add(milestones.connectedNanos() - milestones.reachedNanos());
            total.add(milestones.connectedNanos() - begunNanos);
        }
    }

    /** When somebody has heard the first packet. */
    void onHeard(VoiceMilestones milestones) {
        if (milestones.heardNanos() != VoiceMilestones.NOT_YET
                && milestones.connectedNanos() != VoiceMilestones.NOT_YET) {
            firstMedia.add(milestones.heardNanos() - milestones.connectedNanos());
        }
    }

    ClientsResult clients() {
        return new ClientsResult(
                begun.get(),
                connected.get(),
                failed.get(),
                ended.get(),
                left.get(),
                byCount(failures),
                byCount(endings),
                byCount(kinds));
    }

    private static Map<String, Long> byCount(Map<String, Long> counts) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    SetupResult setup() {
        Percentiles acknowledged = signaling.percentiles();
        return new SetupResult(
                answer.percentiles(),
                ice.percentiles(),
                dtls.percentiles(),
                total.percentiles(),
                firstMedia.percentiles(),
                acknowledged);
    }
}
