// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.core.call.CallCommand.Kind;
import im.antiphon.core.call.SimulatedNodes.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallNodeTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SimulatedNodes nodes = new SimulatedNodes(CallLimits.DEFAULT, "n0", "n1", "n2");

    @Test
    void aCallBetweenTwoNodes() {
        Client ada = nodes.signIn("n0", "ada");
        Client bob = nodes.signIn("n1", "bob");
        nodes.settle();
        String call = nodes.call(ada, "bob");
        nodes.settle();
        nodes.command(bob, Kind.ACCEPT, call);
        nodes.settle();
        assertThat(nodes.node(ada).calls.desk().joined(ada.session(), call)).isNotNull();
        assertThat(nodes.node(bob).calls.desk().joined(bob.session(), call)).isNotNull();
        nodes.command(bob, Kind.HANG_UP, call);
        nodes.settle();
        assertThat(ada.heard).endsWith("Changed " + call, "Ended " + call + " hung-up");
        assertThat(bob.heard).containsExactly("Incoming " + call, "Changed " + call, "Ended " + call + " hung-up");
        assertThat(nodes.node(ada).calls.calls()).isEmpty();
    }

    @Test
    void ofTwoDevicesOnTwoNodesOneWins() {
        Client ada = nodes.signIn("n0", "ada");
        Client phone = nodes.signIn("n1", "bob");
        Client laptop = nodes.signIn("n2", "bob");
        nodes.settle();
        String call = nodes.call(ada, "bob");
        nodes.settle();
        nodes.command(laptop, Kind.ACCEPT, call);
        nodes.command(phone, Kind.ACCEPT, call);
        nodes.deliver("n2>n0");
        nodes.settle();
        nodes.judge();
        assertThat(laptop.known).containsKey(call);
        assertThat(phone.heard).containsExactly("Incoming " + call, "Taken " + call);
    }

    /** All orders in which two calls to each other may meet, on one node and on two. */
    @Test
    void ofTwoWhoCallEachOtherOneCallRemainsAndIsAnswered() {
        for (String bobsNode : List.of("n0", "n1")) {
            for (String first : List.of("a", "b")) {
                for (int order = 0; order < 64; order++) {
                    SimulatedNodes fresh = new SimulatedNodes(CallLimits.DEFAULT, "n0", "n1");
                    Client ada = fresh.signIn("n0", "ada");
                    Client bob = fresh.signIn(bobsNode, "bob");
                    Client bobsOther = fresh.signIn("n1", "bob");
                    fresh.settle();
                    String adas = (first.equals("a") ? "1" : "2") + ".n0";
                    String bobs = (first.equals("a") ? "2" : "1") + "." + bobsNode;
                    fresh.callAs(adas, ada, "bob");
                    for (int i = 0; i < 3; i++) {
                        fresh.deliver((order >> i & 1) == 0 ? "n0>n1" : "n1>n0");
                    }
                    fresh.callAs(bobs, bob, "ada");
                    for (int i = 3; i < 6; i++) {
                        fresh.deliver((order >> i & 1) == 0 ? "n0>n1" : "n1>n0");
                    }
                    fresh.settle();
                    fresh.judge();
                    String survivor = first.equals("a") ? adas : bobs;
                    assertThat(ada.known).as("order %d", order).containsOnlyKeys(survivor);
                    assertThat(bob.known).containsOnlyKeys(survivor);
                    assertThat(bobsOther.known).isEmpty();
                    CallSnapshot snapshot = fresh.node(ada).calls.desk().joined(ada.session(), survivor);
                    assertThat(snapshot).isNotNull();
                    assertThat(snapshot.state()).isEqualTo(CallState.ACTIVE);
                    assertThat(fresh.ends).containsOnly(EndReason.GLARE);
                }
            }
        }
    }

    @Test
    void aCallWhoseHomeDiesIsOverForAll() {
        Client ada = nodes.signIn("n0", "ada");
        Client bob = nodes.signIn("n1", "bob");
        Client eve = nodes.signIn("n2", "eve");
        nodes.settle();
        String call = nodes.call(ada, "bob", "eve");
        nodes.settle();
        nodes.command(bob, Kind.ACCEPT, call);
        nodes.settle();
        nodes.kill("n0");
        assertThat(bob.heard).endsWith("Ended " + call + " node-lost");
        assertThat(eve.heard).endsWith("Ended " + call + " node-lost");
        nodes.judge();
    }

    @Test
    void whoComesBackWithoutMemoryIsToldAgain() {
        Client ada = nodes.signIn("n0", "ada");
        Client bob = nodes.signIn("n1", "bob");
        nodes.settle();
        String call = nodes.call(ada, "bob");
        nodes.settle();
        nodes.reload(ada);
        nodes.reload(bob);
        assertThat(bob.heard).containsExactly("Incoming " + call, "Incoming " + call);
    }

    @Test
    void whoIsInvitedAgainBeforeWordOfTheirLeavingArrivesIsToldBoth() {
        Client ada = nodes.signIn("n0", "ada");
        Client bob = nodes.signIn("n1", "bob");
        Client cyd = nodes.signIn("n0", "cyd");
        nodes.settle();
        String call = nodes.call(ada, "bob", "cyd");
        nodes.settle();
        nodes.command(bob, Kind.ACCEPT, call);
        nodes.command(cyd, Kind.ACCEPT, call);
        nodes.settle();
        nodes.lossy = true;
        nodes.refuses = () -> true;
        nodes.command(bob, Kind.HANG_UP, call);
        nodes.deliver("n1>n0");
        nodes.refuses = () -> false;
        nodes.command(ada, Kind.INVITE, call, "bob");
        nodes.settle();
        assertThat(bob.heard).endsWith("Ended " + call + " lost", "Incoming " + call, "Incoming " + call);
        nodes.judge();
    }

    @Test
    void usersAreInNoMoreCallsThanTheyMay() {
        CallLimits limits = new CallLimits(CallSettings.DEFAULT, RelaySettings.DEFAULT, 2, 1_000);
        SimulatedNodes few = new SimulatedNodes(limits, "n0");
        Client ada = few.signIn("n0", "ada");
        Client bob = few.signIn("n0", "bob");
        Client cyd = few.signIn("n0", "cyd");
        assertThat(few.tryToCall(ada, "bob")).isNotNull();
        assertThat(few.tryToCall(cyd, "bob")).isNotNull();
        assertThat(few.tryToCall(cyd, "bob")).as("bob is busy").isNotNull();
        assertThat(cyd.heard).last().asString().endsWith("busy");
        assertThat(few.tryToCall(bob, "dan")).as("and cannot call").isNull();
        few.pass(45 * SECOND);
        assertThat(few.tryToCall(bob, "dan")).isNotNull();
    }

    @Test
    void callsOfANodeAreBounded() {
        CallLimits limits = new CallLimits(CallSettings.DEFAULT, RelaySettings.DEFAULT, 8, 2);
        SimulatedNodes few = new SimulatedNodes(limits, "n0");
        Client ada = few.signIn("n0", "ada");
        assertThat(few.tryToCall(ada, "bob")).isNotNull();
        assertThat(few.tryToCall(ada, "cyd")).isNotNull();
        assertThat(few.tryToCall(ada, "dan")).isNull();
    }

    @Test
    void anotherTenantsCallsAreNotFound() {
        Client ada = nodes.signIn("n0", "ada");
        nodes.signIn("n0", "bob");
        String call = nodes.call(ada, "bob");
        CallCommand stolen = CallCommand.of(Kind.HANG_UP, call, "rival", ada.visitor.party());
        assertThat(nodes.node(ada).calls.command(nodes.nowNanos, stolen)).isEqualTo(CallAnswer.NOT_FOUND);
    }

    /**
     * Random lives of three nodes: calls, devices that come, go and lose their memory, commands at wrong moments, messages
     * under way for any time, nodes that die. When all has arrived, everybody knows the truth; when all have gone, nothing
     * is left.
     */
    @Test
    void noInterleavingLeavesNodesInDisagreement() {
        long first = new Random().nextLong();
        int talks = 0;
        for (int i = 0; i < 600; i++) {
            try {
                talks += live(new Random(first + i));
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + (first + i) + ": " + broken.getMessage(), broken);
            }
        }
        assertThat(talks).as("calls that came about").isGreaterThan(600);
    }

    private static int live(Random random) {
        SimulatedNodes nodes = new SimulatedNodes(CallLimits.DEFAULT, "n0", "n1", "n2");
        nodes.lossy = random.nextBoolean();
        nodes.refuses = () -> nodes.lossy && random.nextInt(5) == 0;
        String[] users = {"ada", "bob", "cyd", "dan"};
        List<String> calls = new ArrayList<>();
        int talks = 0;
        for (int step = 0; step < 150; step++) {
            List<Client> clients = List.copyOf(nodes.clients.values());
            List<String> names = List.copyOf(nodes.nodes.keySet());
            String user = users[random.nextInt(users.length)];
            int what = random.nextInt(100);
            if (what < 10 || clients.isEmpty()) {
                nodes.signIn(names.get(random.nextInt(names.size())), user);
                continue;
            }
            Client client = clients.get(random.nextInt(clients.size()));
            if (what < 14) {
                nodes.signOut(client, random.nextBoolean());
            } else if (what < 17) {
                nodes.reload(client);
            } else if (what < 27) {
                String call = user.equals(client.visitor.party().user())
                        ? null
                        : random.nextInt(4) == 0 ? nodes.tryToCall(client, user, "cyd") : nodes.tryToCall(client, user);
                if (call != null) {
                    calls.add(call);
                }
            } else if (what < 60 && !calls.isEmpty()) {
                List<String> known = List.copyOf(client.known.keySet());
                List<String> from = random.nextInt(8) == 0 || known.isEmpty() ? calls : known;
                Kind[] kinds = {
                    Kind.RING,
                    Kind.ACCEPT,
                    Kind.ACCEPT,
                    Kind.ACCEPT,
                    Kind.DECLINE,
                    Kind.BUSY,
                    Kind.CANCEL,
                    Kind.HANG_UP,
                    Kind.MEASURE,
                    Kind.INVITE
                };
                String call = from.get(random.nextInt(from.size()));
                for (int times = random.nextInt(10) == 0 ? 2 : 1; times > 0; times--) {
                    nodes.command(client, kinds[random.nextInt(kinds.length)], call, user);
                }
            } else if (what < 61) {
                nodes.repeat();
            } else if (what < 62) {
                nodes.pass((long) (random.nextDouble() * 20 * SECOND));
            } else if (what == 62 && names.size() > 1 && random.nextInt(10) == 0) {
                nodes.kill(names.get(random.nextInt(names.size())));
            } else {
                List<String> links = List.copyOf(nodes.links.keySet());
                if (!links.isEmpty()) {
                    nodes.deliver(links.get(random.nextInt(links.size())));
                }
            }
            if (random.nextInt(30) == 0) {
                nodes.settle();
                nodes.judge();
                talks += (int) nodes.nodes.values().stream()
                        .flatMap(node -> node.calls.calls().stream())
                        .filter(call -> call.state() == CallState.ACTIVE)
                        .count();
            }
        }
        nodes.settle();
        nodes.judge();
        nodes.pass(45 * SECOND);
        nodes.settle();
        List.copyOf(nodes.clients.values()).forEach(client -> nodes.signOut(client, false));
        nodes.settle();
        nodes.nodes.values().forEach(node -> {
            assertThat(node.calls.calls()).as("no call is left").isEmpty();
            assertThat(node.calls.nextTimeoutNanos()).isEqualTo(Call.NEVER);
        });
        return talks;
    }
}
