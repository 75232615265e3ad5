// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, links between them that deliver in order but whenever they are told to, presence that travels over the same links,
 * and sessions that know only what they were told. Checks with every notice that it makes sense to whoever hears it.
 */
final class SimulatedNodes {
    /** A client. */
    static final class Client {
        final CallOutside.Visitor visitor;
        final String node;
        /** Calls as it knows them: an offer or the state, whichever came last. */
        final Map<String, CallNotice> known = new LinkedHashMap<>();
        /** What it heard, for tests that look at the order. */
        final List<String> heard = new ArrayList<>();
        /** Calls that it has said something about without having been told of them. */
        final Set<String> guessed = new HashSet<>();

        Client(String node, CallParty party) {
            this.node = node;
            this.visitor = new CallOutside.Visitor("default", party);
        }

        String session() {
            return visitor.party().session();
        }
    }

    final Map<String, Node> nodes = new LinkedHashMap<>();
    final Map<String, Client> clients = new LinkedHashMap<>();
    final Map<String, Deque<Runnable>> links = new LinkedHashMap<>();
    final List<EndReason> ends = new ArrayList<>();
    long nowNanos = Long.MAX_VALUE - 1_000_000_000L; // nanoTime is about to overflow
    /** Whether a link refuses a notice at the moment; it is repeated later then. */
    BooleanSupplier refuses = () -> false;

    /** Whether links ever refuse: then something may be told that follows from nothing that was. */
    boolean lossy;

    private final Deque<Runnable> repeats = new ArrayDeque<>();
    private int sessions;
    private int calls;

    SimulatedNodes(CallLimits limits, String... names) {
        for (String name : names) {
            nodes.put(name, new Node(name, limits));
        }
    }

    Client signIn(String node, String user) {
        String session = "s" + ++sessions + "." + node;
        Client client = new Client(node, new CallParty(user, "d" + sessions, session));
        clients.put(session, client);
        present(client, true);
        return client;
    }

    void signOut(Client client, boolean goodbye) {
        clients.remove(client.session());
        present(client, false);
        Node node = node(client);
        node.calls.sessionEnded(nowNanos, client.visitor, goodbye);
        node.calls.flush(nowNanos);
    }

    /** The client's page is loaded anew; it has forgotten everything. */
    void reload(Client client) {
        Map<String, CallNotice> before = Map.copyOf(client.known);
        client.known.clear();
        node(client).calls.sessionResumed(client.session());
        node(client).calls.flush(nowNanos);
        assertThat(client.known).isEqualTo(before);
    }

    /** Calls users; null where that was refused. */
    @Nullable
    String tryToCall(Client by, String... users) {
        String id = (char) ('a' + calls++ * 7 % 26) + "call" + calls + "." + by.node;
        by.guessed.add(id);
        CallAnswer answer = node(by).calls.open(nowNanos, id, by.visitor, List.of(users));
        node(by).calls.flush(nowNanos);
        return answer == CallAnswer.DONE ? id : null;
    }

    /** Calls users, which must succeed. */
    String call(Client by, String... users) {
        String id = tryToCall(by, users);
        if (id == null) {
            throw new AssertionError("the call was refused");
        }
        return id;
    }

    /** The same with an id of the test's own. */
    void callAs(String id, Client by, String user) {
        node(by).calls.open(nowNanos, id, by.visitor, List.of(user));
        node(by).calls.flush(nowNanos);
    }

    void command(Client by, CallCommand.Kind kind, String call, String... users) {
        if (!by.known.containsKey(call)) {
            by.guessed.add(call);
        }
        RelayFigures figures = new RelayFigures(users.length, -1, -1, -1, -1, -1);
        CallCommand command = new CallCommand(kind, call, "default", by.visitor.party(), List.of(users), figures);
        String home = nodeOf(call);
        Node node = node(by);
        if (home.equals(by.node)) {
            node.calls.command(nowNanos, command);
            node.calls.flush(nowNanos);
        } else {
            node.command(home, command);
        }
    }

    void kill(String name) {
        nodes.remove(name);
        links.keySet().removeIf(link -> link.startsWith(name + ">") || link.endsWith(">" + name));
        List<Client> lost = clients.values().stream()
                .filter(client -> client.node.equals(name))
                .toList();
        lost.forEach(client -> clients.remove(client.session()));
        for (Node node : nodes.values()) {
            node.directory.keySet().removeIf(session -> nodeOf(session).equals(name));
            node.calls.nodeGone(nowNanos, name);
            node.calls.flush(nowNanos);
        }
    }

    void pass(long nanos) {
        nowNanos += nanos;
        for (Node node : nodes.values()) {
            node.calls.handleTimeout(nowNanos);
            node.calls.flush(nowNanos);
        }
    }

    /** One message of a link arrives; false where none is under way. */
    boolean deliver(String link) {
        Runnable message = links.getOrDefault(link, new ArrayDeque<>()).poll();
        if (message != null) {
            message.run();
        }
        return message != null;
    }

    void settle() {
        boolean busy = true;
        while (busy) {
            busy = repeat();
            for (String link : List.copyOf(links.keySet())) {
                busy |= deliver(link);
            }
        }
    }

    /** One notice that was refused is tried again; false where there is none. */
    boolean repeat() {
        Runnable next = repeats.poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    /** What must be so when nothing is under way. */
    void judge() {
        for (Node node : nodes.values()) {
            for (Call call : node.calls.calls()) {
                CallSnapshot truth = call.snapshot();
                for (CallSnapshot.LegSnapshot leg : truth.legs()) {
                    CallParty party = leg.party();
                    if (party != null) {
                        Client client = clients.get(party.session());
                        assertThat(client).as("no leg outlives its session").isNotNull();
                        assertThat(client.known).containsEntry(call.id(), new CallNotice.Changed(truth));
                    }
                }
            }
        }
        for (Client client : clients.values()) {
            client.known.forEach((id, notice) -> {
                Node node = nodes.get(nodeOf(id));
                assertThat(node).as("%s knows %s", client.session(), id).isNotNull();
                Call call = node.calls.find(id);
                assertThat(call).as("%s still knows %s", client.session(), id).isNotNull();
                LegState leg = call.legOf(client.visitor.party().user());
                assertThat(leg).isNotNull();
                boolean takesPart = call.isConnected(client.visitor.party());
                assertThat(notice instanceof CallNotice.Changed).isEqualTo(takesPart);
                assertThat(takesPart || leg.isOpen())
                        .as("%s is %s", client.session(), leg)
                        .isTrue();
            });
        }
    }

    Node node(Client client) {
        Node node = nodes.get(client.node);
        if (node == null) {
            throw new AssertionError(client.node + " is gone");
        }
        return node;
    }

    static String nodeOf(String id) {
        return id.substring(id.indexOf('.') + 1);
    }

    private void present(Client client, boolean there) {
        for (Node node : nodes.values()) {
            Runnable news = () -> {
                if (there) {
                    node.directory.put(client.session(), client.visitor.party());
                } else {
                    node.directory.remove(client.session());
                }
                node.calls.devicesChanged(
                        nowNanos, "default", client.visitor.party().user());
                node.calls.flush(nowNanos);
            };
            if (node.name.equals(client.node)) {
                news.run();
            } else {
                link(client.node, node.name).add(news);
            }
        }
    }

    private Deque<Runnable> link(String from, String to) {
        return links.computeIfAbsent(from + ">" + to, absent -> new ArrayDeque<>());
    }

    private void hear(Client client, CallNotice notice) {
        boolean repeated = lossy;
        String call = notice.call();
        CallNotice before = client.known.get(call);
        boolean guessed = client.guessed.contains(call);
        if (notice instanceof CallNotice.Incoming) {
            // of two offers the first may have been taken back, and word of that have been refused
            assertThat(before == null || before.equals(notice) || (repeated && before instanceof CallNotice.Incoming))
                    .as("offered once: %s after %s", notice, before)
                    .isTrue();
            client.known.put(call, notice);
        } else if (notice instanceof CallNotice.Changed) {
            client.known.put(call, notice);
        } else if (notice instanceof CallNotice.Moved) {
            assertThat(before).as("only who takes part is moved").isInstanceOf(CallNotice.Changed.class);
        } else {
            // the offer may have been refused, and its repetition have found the call over
            assertThat(before != null || guessed || repeated)
                    .as("%s: %s", client.session(), notice)
                    .isTrue();
            client.known.remove(call);
            if (notice instanceof CallNotice.Ended ended) {
                ends.add(ended.reason());
            }
        }
        client.heard.add(notice.getClass().getSimpleName() + " " + call
                + (notice instanceof CallNotice.Ended ended
                        ? " " + ended.reason().label()
                        : ""));
    }

    /** One node and its surroundings. */
    final class Node implements CallOutside {
        final String name;
        final CallNode calls;
        final Map<String, CallParty> directory = new LinkedHashMap<>();

        Node(String name, CallLimits limits) {
            this.name = name;
            this.calls = new CallNode(name, limits, this);
        }

        @Override
        public List<Invitee.Device> devicesOf(String tenant, String user) {
            return directory.values().stream()
                    .filter(party -> party.user().equals(user))
                    .map(party -> new Invitee.Device(party.session(), party.device(), false))
                    .toList();
        }

        @Override
        public @Nullable Visitor visitor(String session) {
            Client client = clients.get(session);
            return client == null ? null : client.visitor;
        }

        @Override
        public String nodeOf(String id) {
            return SimulatedNodes.nodeOf(id);
        }

        @Override
        public void tell(String session, CallNotice notice) {
            Client client = clients.get(session);
            assertThat(client).isNotNull();
            assertThat(client.node).isEqualTo(name);
            hear(client, notice);
        }

        @Override
        public void forward(String node, String session, CallNotice notice) {
            Node other = nodes.get(node);
            if (other != null && refuses.getAsBoolean()) {
                repeats.add(() -> {
                    if (nodes.containsKey(name)) {
                        calls.repeat(session, notice);
                        calls.flush(nowNanos);
                    }
                });
            } else if (other != null) {
                link(name, node).add(() -> {
                    other.calls.arrive(session, notice);
                    other.calls.flush(nowNanos);
                });
            }
        }

        @Override
        public void command(String node, CallCommand command) {
            Node other = nodes.get(node);
            if (other != null) {
                link(name, node).add(() -> {
                    other.calls.command(nowNanos, command);
                    other.calls.flush(nowNanos);
                });
            }
        }

        @Override
        public void onLegMoved(String call, String user, LegState from, LegState to, long sinceInviteNanos) {
            assertThat(from).isNotEqualTo(to);
        }
    }
}
