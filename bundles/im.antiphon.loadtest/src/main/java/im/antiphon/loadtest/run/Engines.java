// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

import im.antiphon.load.VoicePeers;
import im.antiphon.load.VoicePeersSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The threads that media of simulated clients runs on, each with what passes it. */
final class Engines implements AutoCloseable {
    private final List<VoicePeers> peers = new ArrayList<>();
    private final List<LiveTraffic> traffic = new ArrayList<>();
    private final List<@Nullable Histogram> recycled = new ArrayList<>();

    Engines(VoicePeersSettings settings, int threads) throws IOException {
        for (int i = 0; i < threads; i++) {
            LiveTraffic live = new LiveTraffic();
            traffic.add(live);
            peers.add(VoicePeers.open(settings, live));
            recycled.add(null);
        }
    }

    /** Those of the client with that number. */
    VoicePeers of(int client) {
        return peers.get(client % peers.size());
    }

    long sent() {
        return traffic.stream().mapToLong(LiveTraffic::sent).sum();
    }

    long received() {
        return traffic.stream().mapToLong(LiveTraffic::received).sum();
    }

    long missing() {
        return traffic.stream().mapToLong(LiveTraffic::missing).sum();
    }

    /** Adds the latencies since the last call. By one thread only. */
    void addLatencies(Histogram target) {
        for (int i = 0; i < traffic.size(); i++) {
            Histogram interval = traffic.get(i).takeLatencies(recycled.get(i));
            target.add(interval);
            recycled.set(i, interval);
        }
    }

    @Override
    public void close() {
        peers.forEach(VoicePeers::close);
    }
}
