// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import static im.antiphon.core.cluster.TestNode.await;
import static im.antiphon.core.cluster.TestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.bus.local.LocalHub;
import im.antiphon.core.plugin.PluginIdentity;
import im.antiphon.core.plugin.PluginJournal;
import im.antiphon.core.plugin.PluginSlot;
import im.antiphon.core.plugin.PluginVersion;
import im.antiphon.core.plugin.SlotSettings;
import im.antiphon.core.plugin.SlottedBuses;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bus plugins that change while messages are under way. */
final class BusSwapTest {
    private static final int MESSAGES = 3_000;

    private final LocalHub hub = new LocalHub();
    private final ExecutorService migrations = Executors.newCachedThreadPool();
    private final List<TestNode> nodes = new ArrayList<>();
    private long services;

    @AfterEach
    void closeAll() {
        nodes.forEach(TestNode::close);
        migrations.shutdownNow();
    }

    @Test
    void swapsUnderWayLoseNothingAndDoubleNothingAndNobodyIsTakenForGone() {
        PluginSlot<BusFactory> aliceSlot = slot();
        PluginSlot<BusFactory> bobSlot = slot();
        long aliceServes = bind(aliceSlot, 1, hub);
        long bobServes = bind(bobSlot, 1, hub);
        TestNode alice = join("alice", aliceSlot);
        TestNode bob = join("bob", bobSlot);
        alice.awaitNodes("bob");
        bob.awaitNodes("alice");
        alice.cluster.presence().announce(alice.entry("Ada", "s1", false));
        List<CompletionStage<@Nullable Void>> sent = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            sent.add(alice.send("bob", "" + i));
            sent.add(bob.send("alice", "" + i));
            if (i % 500 == 250) {
                long successor = bind(aliceSlot, 2 + i, hub);
                assertThat(aliceSlot.unbind(aliceServes))
                        .as("nothing of it is in use any more")
                        .isTrue();
                aliceServes = successor;
                successor = bind(bobSlot, 2 + i, hub);
                assertThat(bobSlot.unbind(bobServes)).isTrue();
                bobServes = successor;
                alice.cluster.presence().announce(alice.entry("Ada", "s" + i, true));
            }
        }
        sent.forEach(TestNode::await);
        assertThat(bob.heard).isEqualTo(numbered("alice"));
        assertThat(alice.heard).isEqualTo(numbered("bob"));
        assertThat(alice.gone).isEmpty();
        assertThat(bob.gone).isEmpty();
        eventually(
                "all of Ada's devices are seen",
                () -> bob.cluster.presence().find("default", "Ada").size() == 1 + MESSAGES / 500);
    }

    @Test
    void withoutAPluginTheNodeIsAloneAndWithOneItIsNotAgain() {
        PluginSlot<BusFactory> slot = slot();
        TestNode alice = join("alice", slot);
        PluginSlot<BusFactory> bobSlot = slot();
        bind(bobSlot, 1, hub);
        TestNode bob = join("bob", bobSlot);
        bob.cluster.presence().announce(bob.entry("Bob", "s1", false));
        assertThatThrownBy(() -> await(alice.send("bob", "early"))).hasMessageContaining("no node bob");
        long serves = bind(slot, 1, hub);
        alice.awaitNodes("bob");
        await(alice.send("bob", "now"));
        eventually(
                "Bob is seen",
                () -> !alice.cluster.presence().find("default", "Bob").isEmpty());
        slot.unbind(serves);
        eventually("alice is alone", () -> alice.gone.equals(List.of("bob")));
        eventually(
                "Bob is not",
                () -> alice.cluster.presence().find("default", "Bob").isEmpty());
    }

    @Test
    void aPluginThatThrowsIsQuarantinedAndTheNextBestCarriesWhatItDidNot() {
        PluginSlot<BusFactory> slot = slot();
        bind(slot, 1, hub);
        bind(slot, 2, (node, listener) -> {
            Bus sound = hub.open(node, listener);
            return new Bus() {
                @Override
                public CompletionStage<@Nullable Void> send(String to, byte[] frame) {
                    throw new IllegalStateException("a defect");
                }

                @Override
                public void announce(PresenceEntry entry) {
                    sound.announce(entry);
                }

                @Override
                public void withdraw(String session) {
                    sound.withdraw(session);
                }

                @Override
                public void close() {
                    sound.close();
                }
            };
        });
        TestNode alice = join("alice", slot);
        PluginSlot<BusFactory> bobSlot = slot();
        bind(bobSlot, 1, hub);
        TestNode bob = join("bob", bobSlot);
        alice.awaitNodes("bob");
        await(alice.send("bob", "in the end"));
        assertThat(bob.heard).containsExactly("alice:in the end");
        assertThat(slot.list()).anyMatch(plugin -> plugin.state() == PluginState.QUARANTINED);
    }

    private static PluginSlot<BusFactory> slot() {
        PluginSlot<BusFactory> slot =
                new PluginSlot<>(PluginKind.BUS, new PluginJournal(new MetricRegistry(), () -> 0), System::nanoTime);
        slot.configure("", new SlotSettings(TimeUnit.SECONDS.toNanos(60), 3, TimeUnit.SECONDS.toNanos(60)));
        return slot;
    }

    private long bind(PluginSlot<BusFactory> slot, int version, BusFactory factory) {
        long service = ++services;
        slot.bind(
                new PluginIdentity("test", PluginVersion.parse(version + ".0.0"), "test.bundle", 0, service), factory);
        return service;
    }

    private TestNode join(String name, PluginSlot<BusFactory> slot) {
        SlottedBuses buses = new SlottedBuses(slot, migrations);
        TestNode node = new TestNode(name, 1, buses::open);
        nodes.add(node);
        return node;
    }

    private static List<String> numbered(String from) {
        return IntStream.range(0, MESSAGES).mapToObj(i -> from + ":" + i).toList();
    }
}
