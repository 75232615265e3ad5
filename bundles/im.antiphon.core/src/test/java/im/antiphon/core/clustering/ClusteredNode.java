// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.clustering;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.api.trace.Tracer;
import im.antiphon.core.FakeMediaServer;
import im.antiphon.core.auth.AnonymousRule;
import im.antiphon.core.auth.ClientAdmission;
import im.antiphon.core.call.CallLimits;
import im.antiphon.core.call.CallSettings;
import im.antiphon.core.call.RelaySettings;
import im.antiphon.core.calling.CallService;
import im.antiphon.core.calling.ClusterCallNetwork;
import im.antiphon.core.cluster.LinkSettings;
import im.antiphon.core.cluster.LinkedCluster;
import im.antiphon.core.plugin.CodecSlots;
import im.antiphon.core.plugin.PluginJournal;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.signaling.SignalingLimits;
import im.antiphon.core.signaling.SignalingService;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node of a test: signaling and calls on a cluster over some bus, in real time. */
final class ClusteredNode implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 60;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    final MetricRegistry metrics = new MetricRegistry();
    final FakeMediaServer media = new FakeMediaServer(); // called by the cluster's thread alone
    final SessionRegistry sessions;
    final SignalingService signaling;
    final CallService calls;
    final ClientAdmission admission;
    final LinkedCluster cluster;
    private final Deadlines deadlines = new Deadlines();
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(1);
    private final ScheduledThreadPoolExecutor clusterThread = new ScheduledThreadPoolExecutor(1);
    private final List<AutoCloseable> parts;

    ClusteredNode(String name, BusFactory bus) {
        this(name, bus, counted -> {});
    }

    /** @param beforeItListens runs when the node is on the bus, and nothing takes messages of others yet */
    ClusteredNode(String name, BusFactory bus, Consumer<MetricRegistry> beforeItListens) {
        sessions = new SessionRegistry(new NodeId(name), () -> 0);
        signaling = new SignalingService(
                new SignalingService.Surroundings(
                        sessions,
                        new CodecSlots(new PluginJournal(new MetricRegistry(), () -> 0), System::nanoTime),
                        () -> media,
                        metrics,
                        () -> null,
                        deadlines,
                        System::nanoTime),
                SignalingLimits.DEFAULT);
        calls = new CallService(
                signaling,
                sessions::secret,
                metrics,
                () -> Tracer.NONE,
                new CallLimits(new CallSettings(45 * SECOND, 60 * SECOND, 4, true), RelaySettings.DEFAULT, 3, 100));
        calls.start();
        admission = new ClientAdmission(sessions, AnonymousRule.EVERYWHERE, () -> null);
        clusterThread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        cluster = new LinkedCluster(
                new BusNode(name, 1),
                LinkSettings.DEFAULT,
                new LinkedCluster.Surroundings(bus::open, new Unguarded(), metrics, clusterThread, System::nanoTime));
        cluster.open();
        beforeItListens.accept(metrics);
        SessionPresence presence = new SessionPresence(signaling, cluster.presence());
        PresenceSubscriptions subscriptions = new PresenceSubscriptions(signaling, cluster.presence());
        RemoteSessions remote = new RemoteSessions(cluster, signaling);
        ClusterCallNetwork network = new ClusterCallNetwork(calls, signaling, cluster, cluster.presence());
        RemoteMedia remoteMedia = new RemoteMedia(cluster, signaling, () -> media, CallService.ROOM_PREFIX);
        Revocations revocations = new Revocations(cluster, admission);
        presence.start();
        subscriptions.start();
        remote.start();
        network.open();
        remoteMedia.start();
        revocations.start();
        parts = List.of(revocations, remoteMedia, network::close, remote, subscriptions, presence);
        threads.scheduleAtFixedRate(() -> deadlines.handleTimeout(System.nanoTime()), 5, 5, TimeUnit.MILLISECONDS);
    }

    Client connect(String user, String device) {
        return new Client(new Identity("default", user, device, Grants.ALL, Identity.NEVER, null));
    }

    Client connect(Identity identity) {
        return new Client(identity);
    }

    void awaitNodes(String... names) {
        eventually("the others are there", () -> cluster.nodes().equals(Set.of(names)));
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : parts) {
            part.close();
        }
        calls.stop();
        cluster.close();
        threads.shutdownNow();
    }

    static void eventually(String what, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as("never happened: %s", what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** A client that keeps what it hears. */
    final class Client implements SignalingConnection {
        final String id;
        private final LinkedBlockingQueue<JsonNode> inbox = new LinkedBlockingQueue<>();
        private final SignalingReceiver receiver;

        private Client(Identity identity) {
            receiver = signaling.connected(this, identity);
            id = next("welcome").at("/payload/sessionId").textValue();
            say("{'type':'ping'}");
            next("pong");
        }

        @Override
        public boolean send(String text) {
            try {
                return inbox.add(MAPPER.readTree(text));
            } catch (JsonProcessingException malformed) {
                throw new AssertionError(text, malformed);
            }
        }

        @Override
        public void close(int code, String reason) {}

        @Override
        public String remoteAddress() {
            return "192.0.2.1:5000";
        }

        /** Sends text in which every ' stands for a ". */
        void say(String text) {
            receiver.onText(text.replace('\'', '"'));
        }

        /** The next message of a type; those before it are passed over. */
        JsonNode next(String type) {
            return next(type, "", "");
        }

        /** The next message of a type with that text at that place; those before it are passed over. */
        JsonNode next(String type, String pointer, String text) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (true) {
                JsonNode message = poll(deadline - System.nanoTime());
                assertThat(message)
                        .as("%s %s %s never came", type, pointer, text)
                        .isNotNull();
                if (message != null
                        && message.path("type").asText().equals(type)
                        && message.at(pointer)
                                .asText()
                                .equals(text.isEmpty() ? message.at(pointer).asText() : text)) {
                    return message;
                }
            }
        }

        private @Nullable JsonNode poll(long nanos) {
            try {
                return inbox.poll(nanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException interruption) {
                throw new AssertionError(interruption);
            }
        }
    }

    /** Lets every call through. */
    private static final class Unguarded implements Breakers {
        @Override
        public <T extends @Nullable Object> T call(
                String downstream, Callable<? extends T> call, Callable<? extends T> fallback) throws Exception {
            return call.call();
        }

        @Override
        public <T extends @Nullable Object> CompletionStage<T> callAsync(
                String downstream,
                Supplier<? extends CompletionStage<T>> call,
                Supplier<? extends CompletionStage<T>> fallback) {
            return call.get();
        }

        @Override
        public List<BreakerInfo> breakers() {
            return List.of();
        }
    }
}
