// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import static im.antiphon.core.cluster.TestNode.await;
import static im.antiphon.core.cluster.TestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.bus.local.LocalHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes over the bus within this process. */
final class LinkedClusterTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final LocalHub hub = new LocalHub();
    private final List<TestNode> nodes = new ArrayList<>();

    @AfterEach
    void closeAll() {
        nodes.forEach(TestNode::close);
    }

    @Test
    void messagesAreHandledOnceInOrderAndThenTheSenderKnows() {
        TestNode alice = join("alice", 1);
        TestNode bob = join("bob", 1);
        meet(alice, bob);
        List<CompletionStage<@Nullable Void>> sent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sent.add(alice.send("bob", "" + i));
        }
        sent.forEach(TestNode::await);
        assertThat(bob.heard)
                .isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> "alice:" + i).toList());
    }

    @Test
    void aMessageToItselfNeedsNoBus() {
        TestNode alice = join("alice", 1);
        alice.breakerIsOpen = true;
        await(alice.send("alice", "thought"));
        assertThat(alice.heard).containsExactly("alice:thought");
    }

    @Test
    void aBroadcastReachesAllOthers() {
        TestNode alice = join("alice", 1);
        TestNode bob = join("bob", 1);
        TestNode carol = join("carol", 1);
        meet(alice, bob, carol);
        alice.cluster.broadcast(new ClusterMessage("test", "", "all"));
        eventually("both have heard", () -> bob.heard.size() + carol.heard.size() == 2);
        assertThat(alice.heard).isEmpty();
    }

    @Test
    void aRequestIsAnswered() {
        TestNode alice = join("alice", 1);
        TestNode bob = join("bob", 1);
        meet(alice, bob);
        bob.cluster.respond(
                "sum",
                (from, request) -> CompletableFuture.completedFuture(
                        new ClusterMessage("sum", request.subject(), request.payload() + " from " + from)));
        ClusterMessage answer = await(alice.cluster.request("bob", new ClusterMessage("sum", "x", "1"), LONG));
        assertThat(answer.payload()).isEqualTo("1 from alice");
        assertThat(answer.subject()).isEqualTo("x");
        assertThat(await(bob.cluster.request("bob", new ClusterMessage("sum", "x", "2"), LONG))
                        .payload())
                .isEqualTo("2 from bob");
    }

    @Test
    void aRequestThatFailsOrIsNotAnsweredFailsAtItsSender() {
        TestNode alice = join("alice", 1);
        TestNode bob = join("bob", 1);
        meet(alice, bob);
        bob.cluster.respond("never", (from, request) -> new CompletableFuture<>());
        bob.cluster.respond(
                "fails", (from, request) -> CompletableFuture.failedFuture(new IllegalStateException("no")));
        bob.cluster.respond("throws", (from, request) -> {
            throw new IllegalStateException("not at all");
        });
        assertFails(alice.cluster.request("bob", new ClusterMessage("fails", "", ""), LONG), "no");
        assertFails(alice.cluster.request("bob", new ClusterMessage("throws", "", ""), LONG), "not at all");
        assertFails(alice.cluster.request("bob", new ClusterMessage("unknown", "", ""), LONG), "no responder");
        assertFails(
                alice.cluster.request("bob", new ClusterMessage("never", "", ""), Duration.ofMillis(20)),
                "has not answered");
        assertFails(alice.cluster.request("nobody", new ClusterMessage("sum", "", ""), LONG), "no node nobody");
    }

    @Test
    void aKindThatNobodyHandlesIsDroppedAndCounted() {
        TestNode alice = join("alice", 1);
        TestNode bob = join("bob", 1);
        meet(alice, bob);
        await(alice.cluster.send("bob", new ClusterMessage("of-a-later-version", "", "")));
        await(alice.send("bob", "known"));
        assertThat(bob.heard).containsExactly("alice:known");
        assertThat(bob.count("antiphon_cluster_drops_total{reason=\"unknown-kind\"}"))
                .isEqualTo(1);
    }

    @Test
    void aHandlerThatThrowsDoesNotStopTheNextMessage() {
        TestNode alice = join("alice", 1);
        TestNode bob = join("bob", 1);
        meet(alice, bob);
        bob.cluster.handle("mistake", (from, message) -> {
            throw new IllegalStateException("mistake");
        });
        alice.cluster.send("bob", new ClusterMessage("mistake", "", ""));
        await(alice.send("bob", "next"));
        assertThat(bob.heard).containsExactly("alice:next");
    }

    @Test
    void messagesToANodeThatIsNotThereFailAtOnce() {
        TestNode alice = join("alice", 1);
        assertThatThrownBy(() -> await(alice.send("nobody", "lost")))
                .hasCauseInstanceOf(ClusterException.class)
                .hasMessageContaining("no node nobody");
    }

    @Test
    void aNodeThatLeavesSaysSo() {
        TestNode alice = join("alice", 1);
        TestNode bob = join("bob", 1);
        meet(alice, bob);
        await(alice.send("bob", "hello"));
        bob.cluster.presence().announce(bob.entry("Bob", "s1", false));
        eventually(
                "Bob is there",
                () -> !alice.cluster.presence().find("default", "Bob").isEmpty());
        bob.close();
        eventually("bob is gone", () -> alice.gone.equals(List.of("bob")));
        eventually(
                "and Bob with it",
                () -> alice.cluster.presence().find("default", "Bob").isEmpty());
        TestNode again = join("bob", 2);
        meet(alice, again);
        await(alice.send("bob", "hello again"));
        assertThat(again.heard).containsExactly("alice:hello again");
    }

    @Test
    void whileTheBreakerIsOpenMessagesWaitAndMoreThanALinkKeepsAreRefused() {
        TestNode alice = join("alice", 1);
        TestNode bob = join("bob", 1);
        meet(alice, bob);
        await(alice.send("bob", "before"));
        alice.breakerIsOpen = true;
        List<CompletionStage<@Nullable Void>> sent = new ArrayList<>();
        boolean[] refused = {false};
        for (int i = 0; i < 100_000 && !refused[0]; i++) {
            CompletableFuture<@Nullable Void> one = alice.send("bob", "" + i).toCompletableFuture();
            if (one.isCompletedExceptionally()) {
                refused[0] = true;
            } else {
                sent.add(one.handle((done, failure) -> {
                    refused[0] |= failure != null;
                    return null;
                }));
            }
        }
        assertThat(refused[0]).isTrue();
        assertThat(bob.heard).containsExactly("alice:before");
        alice.breakerIsOpen = false;
        sent.forEach(TestNode::await);
        assertThat(bob.heard.size()).isBetween(8_000, 20_000);
        assertThat(bob.heard).doesNotHaveDuplicates();
    }

    @Test
    void presenceIsSeenByAllAndListenersHearOfIt() {
        TestNode alice = join("alice", 1);
        TestNode bob = join("bob", 1);
        List<String> changes = new CopyOnWriteArrayList<>();
        bob.cluster.presence().addListener((tenant, user) -> changes.add(tenant + "/" + user));
        PresenceEntry ada = alice.entry("Ada", "s1", false);
        alice.cluster.presence().announce(ada);
        bob.cluster.presence().announce(bob.entry("Ada", "s2", true));
        meet(alice, bob);
        eventually(
                "bob sees both",
                () -> bob.cluster.presence().find("default", "Ada").size() == 2);
        assertThat(bob.cluster.presence().find("default", "Ada")).containsExactly(bob.entry("Ada", "s2", true), ada);
        assertThat(bob.cluster.presence().users("default", 10)).containsExactly("Ada");
        alice.cluster.presence().announce(alice.entry("Zoe", "s3", false));
        alice.cluster.presence().announce(alice.entry("Kim", "s4", false));
        eventually(
                "bob sees three",
                () -> bob.cluster.presence().users("default", 10).size() == 3);
        assertThat(bob.cluster.presence().users("default", 2)).containsExactly("Ada", "Kim");
        assertThat(bob.cluster.presence().users("other", 2)).isEmpty();
        alice.cluster.presence().withdraw("s1");
        alice.cluster.presence().withdraw("s3");
        eventually(
                "Zoe is gone",
                () -> bob.cluster.presence().find("default", "Zoe").isEmpty());
        assertThat(bob.cluster.presence().find("default", "Ada")).hasSize(1);
        assertThat(changes).contains("default/Ada", "default/Zoe", "default/Kim");
    }

    @Test
    void aMessageThatIsTooLongIsAMistakeOfTheCaller() {
        TestNode alice = join("alice", 1);
        assertThatIllegalArgumentException().isThrownBy(() -> alice.send("bob", "x".repeat(200_000)));
    }

    private TestNode join(String name, long incarnation) {
        TestNode node = new TestNode(name, incarnation, hub);
        nodes.add(node);
        return node;
    }

    private static void meet(TestNode... nodes) {
        for (TestNode node : nodes) {
            node.awaitNodes(Arrays.stream(nodes)
                    .map(each -> each.name)
                    .filter(name -> !name.equals(node.name))
                    .toArray(String[]::new));
        }
    }

    private static void assertFails(CompletionStage<?> stage, String why) {
        assertThatThrownBy(() -> await(stage))
                .hasCauseInstanceOf(ClusterException.class)
                .hasMessageContaining(why);
    }
}
