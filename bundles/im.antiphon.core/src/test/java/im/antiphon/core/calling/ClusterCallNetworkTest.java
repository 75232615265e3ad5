// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import static im.antiphon.core.calling.CallingNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.core.call.CallLimits;
import im.antiphon.core.calling.CallingNode.Client;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterCallNetworkTest {
    private final Map<String, MemoryCluster> clusters = new HashMap<>();
    private final CallingNode here = new CallingNode("n1", CallLimits.DEFAULT);
    private final CallingNode there = new CallingNode("n2", CallLimits.DEFAULT);
    private final MemoryCluster clusterHere = new MemoryCluster("n1", clusters);
    private final MemoryCluster clusterThere = new MemoryCluster("n2", clusters);
    private final ClusterCallNetwork networkHere =
            new ClusterCallNetwork(here.calls, here.signaling, clusterHere, clusterHere);
    private final ClusterCallNetwork networkThere =
            new ClusterCallNetwork(there.calls, there.signaling, clusterThere, clusterThere);

    @BeforeEach
    void open() {
        networkHere.open();
        networkThere.open();
    }

    @AfterEach
    void close() {
        networkHere.close();
        networkThere.close();
    }

    private Client signIn(CallingNode node, MemoryCluster cluster, String user) {
        Client client = node.signIn(user, "phone");
        cluster.announce(new PresenceEntry("default", user, "phone", client.session, node.name, false));
        return client;
    }

    @Test
    void aCallBetweenNodesIsAnsweredAndHungUp() {
        Client ada = signIn(here, clusterHere, "ada");
        Client bob = signIn(there, clusterThere, "bob");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        assertThat(bob.news()).containsExactly("incoming");
        bob.say("ringing", here.call(1));
        bob.say("accept", here.call(1));
        assertThat(bob.news())
                .contains("call active p2p")
                .filteredOn("ack"::equals)
                .hasSize(2);
        assertThat(ada.news()).endsWith("call active p2p");
        assertThat(clusterHere.find("default", "bob").get(0).inCall()).isTrue();
        bob.say("hangup", here.call(1));
        assertThat(bob.news()).containsExactlyInAnyOrder("ack", "call-ended hung-up");
        assertThat(ada.news()).containsExactly("call-ended hung-up");
        assertThat(clusterHere.find("default", "bob").get(0).inCall()).isFalse();
    }

    @Test
    void devicesOnTwoNodesRingAndOneWins() {
        Client ada = signIn(here, clusterHere, "ada");
        Client phone = signIn(here, clusterHere, "bob");
        Client laptop = signIn(there, clusterThere, "bob");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        laptop.say("accept", here.call(1));
        assertThat(phone.news()).containsExactly("incoming", "call-taken phone");
        phone.say("accept", here.call(1));
        assertThat(phone.news()).containsExactly("error state");
    }

    @Test
    void whoSignsInElsewhereRings() {
        Client ada = signIn(here, clusterHere, "ada");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        Client bob = signIn(there, clusterThere, "bob");
        assertThat(bob.news()).containsExactly("incoming");
    }

    @Test
    void callingEachOtherFromTwoNodesIsOneCall() {
        Client ada = signIn(here, clusterHere, "ada");
        Client bob = signIn(there, clusterThere, "bob");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.say("invite", "{\"users\":[\"ada\"]}");
        assertThat(here.calls.list()).singleElement().satisfies(call -> assertThat(call.state())
                .isEqualTo("active"));
        assertThat(there.calls.list()).isEmpty();
        assertThat(bob.news()).contains("call-ended glare", "call active p2p");
    }

    @Test
    void aCallWhoseHomeIsGoneIsOver() {
        Client ada = signIn(here, clusterHere, "ada");
        Client bob = signIn(there, clusterThere, "bob");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.say("accept", here.call(1));
        bob.news();
        clusterHere.die();
        assertThat(bob.news()).containsExactly("call-ended node-lost");
        bob.say("hangup", here.call(1));
        assertThat(bob.news()).containsExactly("error not-found");
    }

    @Test
    void aParticipantWhoseNodeIsGoneHasLeft() {
        Client ada = signIn(here, clusterHere, "ada");
        Client bob = signIn(there, clusterThere, "bob");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.say("accept", here.call(1));
        clusterThere.die();
        assertThat(ada.news()).endsWith("call-ended node-lost");
        assertThat(here.calls.list()).isEmpty();
    }

    @Test
    void whatALinkRefusedIsMadeGoodLater() {
        Client ada = signIn(here, clusterHere, "ada");
        Client bob = signIn(there, clusterThere, "bob");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.say("accept", here.call(1));
        bob.news();
        clusterHere.refuses = true;
        ada.say("hangup", here.call(1));
        assertThat(bob.news()).isEmpty();
        clusterHere.refuses = false;
        here.pass(SECOND);
        assertThat(bob.news()).containsExactly("call-ended hung-up");
    }

    @Test
    void aSessionsEndReachesTheHomeAlsoWhereTheLinkRefusedItAtFirst() {
        Client ada = signIn(here, clusterHere, "ada");
        Client bob = signIn(there, clusterThere, "bob");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.say("accept", here.call(1));
        clusterThere.refuses = true;
        bob.say("bye", "{}");
        assertThat(here.calls.list()).hasSize(1);
        bob.heard.clear();
        clusterThere.refuses = false;
        there.pass(SECOND);
        assertThat(here.calls.list()).isEmpty();
        assertThat(ada.news()).endsWith("call-ended hung-up");
    }

    @Test
    void aHomeThatCannotBeReachedIsSaidToBeSo() {
        signIn(here, clusterHere, "ada").say("invite", "{\"users\":[\"bob\"]}");
        Client bob = signIn(there, clusterThere, "bob");
        bob.news();
        clusterThere.refuses = true;
        bob.say("accept", here.call(1));
        assertThat(bob.news()).containsExactly("error overloaded");
    }
}
