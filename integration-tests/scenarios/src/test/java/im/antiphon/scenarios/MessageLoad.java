// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Messages that go round: each that is heard lets the next be said, so that always as many are under way. Confined to the
 * clients' loop, but for {@link #run}.
 */
final class MessageLoad {
    private static final long PATIENCE_SECONDS = 60;
    private static final String PADDING =
            "v=0 o=- 4611731400430051336 2 IN IP4 127.0.0.1 s=- t=0 0 a=group:BUNDLE 0 1 2";
    private static final String SENT = "\"sent\":";

    private final EventLoop loop;
    private final List<LoadClients.Client> senders = new ArrayList<>();
    private final List<LoadClients.Client> hearers = new ArrayList<>();
    private final List<String> targets = new ArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private long[] latencies = new long[1 << 16];
    private int count;
    private int underWay;
    private long endNanos;

    MessageLoad(EventLoop loop) {
        this.loop = loop;
    }

    /** Adds a way: what {@code from} says with the member {@code to} is heard by {@code hears}. */
    void way(LoadClients.Client from, String to, LoadClients.Client hears) {
        int way = senders.size();
        senders.add(from);
        hearers.add(hears);
        targets.add(to);
        if (from != hears) {
            from.listen(this::failOn);
        }
        hears.listen(text -> heard(way, text));
    }

    /** Keeps {@code window} messages under way on each way for a while; returns when the last has been heard. */
    Load run(int window, long millis, long... pids) throws Exception {
        ProcessTime cpu = new ProcessTime(pids);
        long began = System.nanoTime();
        loop.execute(() -> {
            endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            for (int way = 0; way < senders.size(); way++) {
                for (int i = 0; i < window; i++) {
                    underWay++;
                    say(way);
                }
            }
        });
        ended.get(millis / 1_000 + PATIENCE_SECONDS, TimeUnit.SECONDS);
        double seconds = (System.nanoTime() - began) / 1e9;
        return Load.of(Arrays.copyOf(latencies, count), seconds, cpu.micros());
    }

    private void say(int way) {
        senders.get(way)
                .send("{\"type\":\"offer\",\"to\":\"" + targets.get(way) + "\",\"payload\":{\"sdp\":\"" + PADDING
                        + "\"," + SENT + System.nanoTime() + "}}");
    }

    private void heard(int way, String text) {
        int at = text.indexOf(SENT);
        if (at < 0) {
            failOn(text);
            return;
        }
        long now = System.nanoTime();
        int end = text.indexOf('}', at);
        if (count == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * count);
        }
        latencies[count++] = now - Long.parseLong(text.substring(at + SENT.length(), end));
        SignalingUser.confirm(hearers.get(way), text);
        if (now < endNanos) {
            say(way);
        } else if (--underWay == 0) {
            ended.complete(null);
        }
    }

    private void failOn(String text) {
        String type = SignalingUser.member("type", text);
        if (type.equals("error") || type.equals("bye")) {
            ended.completeExceptionally(new AssertionError(text));
        }
    }
}
