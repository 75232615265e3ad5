// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.core.session.TestIdentities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Connections break and are made anew on one thread, while others send, and time runs out on a third. */
class ResumeConcurrencyTest {
    private static final int ROUNDS = 60;
    private static final int SENDERS = 3;
    private static final int MESSAGES = 60;
    private static final int RETURNS = 12;

    private final SignalingBench bench =
            new SignalingBench(new SignalingLimits(10, 10_000, 1, 15, 30, new Retention(30, 1_000, 1 << 20, 10)));

    /** Keeps what it is sent. */
    private final class Wire implements SignalingConnection {
        final Queue<String> inbox = new ConcurrentLinkedQueue<>();
        final SignalingReceiver receiver = bench.service.connected(this, TestIdentities.ADA);

        @Override
        public boolean send(String text) {
            return inbox.add(text);
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public String remoteAddress() {
            return "192.0.2.1:5000";
        }
    }

    /** The session's own view: what has come over whichever connection, in order. */
    private static final class Reader {
        final List<String> heard = new ArrayList<>();
        long received;
        String token = "";

        void readAll(Wire wire) {
            for (String text = wire.inbox.poll(); text != null; text = wire.inbox.poll()) {
                JsonNode message = SignalingBench.parse(text);
                if (message.get("type").textValue().equals("welcome")) {
                    token = message.at("/payload/resumeToken").textValue();
                } else if (message.has("seq")) {
                    assertThat(message.get("seq").longValue()).isEqualTo(received + 1);
                    received++;
                    heard.add(message.at("/payload/n").asText());
                }
            }
        }
    }

    private static void run(List<Runnable> tasks) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Runnable task : tasks) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException interruption) {
                    throw new IllegalStateException(interruption);
                }
                task.run();
            });
            thread.setUncaughtExceptionHandler((dying, thrown) -> failure.compareAndSet(null, thrown));
            threads.add(thread);
            thread.start();
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    private static String resume(Reader reader) {
        return "{\"type\":\"resume\",\"payload\":{\"token\":\"" + reader.token + "\",\"received\":" + reader.received
                + "}}";
    }

    @Test
    void whoComesBackAgainAndAgainHearsEverySenderOnceAndInOrder() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Wire first = new Wire();
            first.receiver.onText("{\"type\":\"ping\"}");
            Reader reader = new Reader();
            reader.readAll(first);
            String id = ResumeTokens.sessionOf(reader.token);
            List<Runnable> tasks = new ArrayList<>();
            List<Wire> senders = new ArrayList<>();
            for (int s = 0; s < SENDERS; s++) {
                Wire sender = new Wire();
                senders.add(sender);
                String name = "s" + s + "-";
                tasks.add(() -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        sender.receiver.onText(
                                "{\"type\":\"offer\",\"to\":\"" + id + "\",\"payload\":{\"n\":\"" + name + i + "\"}}");
                    }
                });
            }
            Wire[] last = {first};
            tasks.add(() -> {
                Wire wire = first;
                for (int i = 0; i < RETURNS; i++) {
                    if (i % 3 != 0) {
                        wire.receiver.onClosed("error"); // else the next one takes over from it
                    }
                    reader.readAll(wire);
                    Wire next = new Wire();
                    next.inbox.clear(); // the welcome of the session that it will not be
                    next.receiver.onText(resume(reader));
                    reader.readAll(next);
                    wire = next;
                }
                last[0] = wire;
            });
            run(tasks);
            reader.readAll(last[0]);
            assertThat(reader.heard).hasSize(SENDERS * MESSAGES);
            for (int s = 0; s < SENDERS; s++) {
                String name = "s" + s + "-";
                List<String> ofSender =
                        reader.heard.stream().filter(n -> n.startsWith(name)).toList();
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(ofSender.get(i)).isEqualTo(name + i);
                }
            }
            senders.forEach(sender -> sender.receiver.onText("{\"type\":\"bye\"}"));
            last[0].receiver.onText("{\"type\":\"bye\"}");
            assertThat(bench.sessions.list()).isEmpty();
        }
        assertThat(bench.deadlines.size()).isZero();
    }

    @Test
    void aSessionIsEitherResumedOrGivenUpWhenBothAreTriedAtOnce() throws Exception {
        for (int round = 0; round < 400; round++) {
            Wire first = new Wire();
            first.receiver.onText("{\"type\":\"join\",\"payload\":{\"room\":\"lobby\"}}");
            Reader reader = new Reader();
            reader.readAll(first);
            String id = ResumeTokens.sessionOf(reader.token);
            first.receiver.onClosed("error");
            bench.time.advance(Duration.ofSeconds(30));
            Wire next = new Wire();
            next.inbox.clear();
            run(List.of(
                    () -> bench.deadlines.handleTimeout(bench.time.nowNanos()),
                    () -> next.receiver.onText(resume(reader))));
            String answers = String.join("", next.inbox);
            boolean isResumed = answers.contains("\"resumed\":true");
            assertThat(answers.contains("resume-failed")).isNotEqualTo(isResumed);
            assertThat(bench.service.find(id) != null).isEqualTo(isResumed);
            assertThat(bench.rooms().isEmpty()).isNotEqualTo(isResumed);
            next.receiver.onText("{\"type\":\"bye\"}");
            assertThat(bench.sessions.list()).isEmpty();
            assertThat(bench.deadlines.size()).isZero();
        }
    }
}
