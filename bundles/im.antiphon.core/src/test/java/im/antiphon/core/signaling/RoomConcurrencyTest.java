// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.core.plugin.CodecSlots;
import im.antiphon.core.plugin.PluginJournal;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Clients come and go at the same moment; each must end up with a true picture of its room. */
class RoomConcurrencyTest {
    private final SessionRegistry sessions = new SessionRegistry(TestIdentities.NODE, () -> 0);
    private final SignalingService service = new SignalingService(
            new SignalingService.Surroundings(
                    sessions,
                    new CodecSlots(new PluginJournal(new MetricRegistry(), () -> 0), System::nanoTime),
                    () -> null,
                    new MetricRegistry(),
                    () -> null,
                    new Deadlines(),
                    System::nanoTime),
            new SignalingLimits(1_000, 20, 10_000_000_000L, 15, 30, new Retention(0, 1_024, 1 << 20, 0)));

    /** Keeps what it is sent and knows, from that alone, who is in its room. */
    private static final class Witness implements SignalingConnection {
        final Queue<String> inbox = new ConcurrentLinkedQueue<>();

        @Override
        public boolean send(String text) {
            inbox.add(text);
            return true;
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public String remoteAddress() {
            return "192.0.2.1:5000";
        }

        Set<String> others() {
            Set<String> others = new HashSet<>();
            for (String text : inbox) {
                JsonNode message = SignalingBench.parse(text);
                JsonNode payload = message.path("payload");
                switch (message.get("type").textValue()) {
                    case "room" -> {
                        others.clear();
                        payload.get("participants")
                                .forEach(other -> others.add(other.get("id").textValue()));
                    }
                    case "participant-joined" -> {
                        String id = payload.at("/participant/id").textValue();
                        assertThat(others.add(id)).as("%s joins once", id).isTrue();
                    }
                    case "participant-left" -> {
                        String id = payload.get("id").textValue();
                        assertThat(others.remove(id)).as("%s was there", id).isTrue();
                    }
                    default -> {}
                }
            }
            return others;
        }
    }

    @Test
    void everyMemberEndsUpKnowingExactlyTheOthers() throws Exception {
        for (int round = 0; round < 100; round++) {
            String join = "{\"type\":\"join\",\"payload\":{\"room\":\"r" + round + "\"}}";
            CountDownLatch start = new CountDownLatch(1);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> threads = new ArrayList<>();
            List<Witness> stayers = new ArrayList<>();
            List<SignalingReceiver> stayerReceivers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Witness witness = new Witness();
                SignalingReceiver receiver = service.connected(witness, TestIdentities.ADA);
                boolean stays = i % 2 == 0;
                if (stays) {
                    stayers.add(witness);
                    stayerReceivers.add(receiver);
                }
                Thread thread = new Thread(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException interruption) {
                        throw new IllegalStateException(interruption);
                    }
                    receiver.onText(join);
                    receiver.onText("{\"type\":\"state\",\"payload\":{\"muted\":true}}");
                    receiver.onText("{\"type\":\"offer\",\"payload\":{}}");
                    if (!stays) {
                        receiver.onText("{\"type\":\"leave\"}");
                        receiver.onText(join);
                        receiver.onClosed("closed");
                    }
                });
                thread.setUncaughtExceptionHandler((dying, thrown) -> failure.set(thrown));
                threads.add(thread);
                thread.start();
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            for (Witness witness : stayers) {
                assertThat(witness.others()).hasSize(stayers.size() - 1);
            }
            assertThat(service.rooms().sizes()).containsOnlyKeys(new RoomAddress("default", "r" + round));
            stayerReceivers.forEach(receiver -> receiver.onClosed("closed"));
            assertThat(service.rooms().sizes()).isEmpty();
        }
        assertThat(sessions.list()).isEmpty();
    }

    @Test
    void aSessionClosedByAnotherThreadWhileItJoinsLeavesNothingBehind() throws Exception {
        for (int round = 0; round < 300; round++) {
            SignalingReceiver receiver = service.connected(new Witness(), TestIdentities.ADA);
            String id = sessions.list().get(0).id();
            Thread closer = new Thread(() -> {
                var session = sessions.find(id);
                if (session != null) {
                    session.close("operator");
                }
            });
            closer.start();
            receiver.onText("{\"type\":\"join\",\"payload\":{\"room\":\"lobby\"}}");
            closer.join();
            assertThat(service.rooms().sizes()).isEmpty();
            assertThat(sessions.list()).isEmpty();
        }
    }
}
