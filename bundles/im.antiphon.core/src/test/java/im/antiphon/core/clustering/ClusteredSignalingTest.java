// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.clustering;

import static im.antiphon.core.clustering.ClusteredNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.auth.UserAddress;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.bus.local.LocalHub;
import im.antiphon.core.FakeMediaServer;
import im.antiphon.core.cluster.LinkSettings;
import im.antiphon.core.clustering.ClusteredNode.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of two nodes. */
final class ClusteredSignalingTest {
    private static final int MESSAGES = 500;
    private static final String UNKNOWN_KIND = "antiphon_cluster_drops_total{reason=\"unknown-kind\"}";

    private final LocalHub hub = new LocalHub();
    private final List<ClusteredNode> nodes = new ArrayList<>();
    private ClusteredNode one;
    private ClusteredNode two;

    @BeforeEach
    void open() {
        one = join("n1");
        two = join("n2");
        one.awaitNodes("n2");
        two.awaitNodes("n1");
    }

    @AfterEach
    void close() throws Exception {
        for (ClusteredNode node : nodes) {
            node.close();
        }
    }

    @Test
    void messagesReachSessionsOfAnotherNodeOnceAndInOrder() {
        Client ada = one.connect("Ada", "laptop");
        Client bob = two.connect("Bob", "phone");
        for (int i = 0; i < MESSAGES; i++) {
            ada.say("{'type':'offer','id':'" + i + "','to':'" + bob.id + "','payload':{'number':" + i + "}}");
        }
        for (int i = 0; i < MESSAGES; i++) {
            JsonNode offer = bob.next("offer");
            assertThat(offer.at("/payload/number").intValue()).isEqualTo(i);
            assertThat(offer.get("from").textValue()).isEqualTo(ada.id);
            assertThat(ada.next("ack").get("id").textValue()).isEqualTo("" + i);
        }
    }

    @Test
    void aMessageToNoSessionIsRefusedWhereverItShouldBe() {
        Client ada = one.connect("Ada", "laptop");
        Client bob = two.connect("Bob", "phone");
        bob.say("{'type':'bye'}");
        bob.next("bye");
        ada.say("{'type':'offer','id':'1','to':'" + bob.id + "','payload':{}}");
        assertThat(ada.next("error").at("/payload/code").textValue()).isEqualTo("not-found");
        ada.say("{'type':'offer','id':'2','to':'mFiVFCn1TnyEjsQmR3lI1g.n3','payload':{}}");
        assertThat(ada.next("error").at("/payload/code").textValue()).isEqualTo("not-found");
    }

    @Test
    void aSessionOfAnotherTenantIsNotThereOnAnotherNodeEither() {
        Client ada = one.connect("Ada", "laptop");
        Client gil = two.connect(new Identity("globex", "Gil", "phone", Grants.MEDIA, Identity.NEVER, "t1"));
        gil.say("{'type':'offer','id':'1','to':'" + ada.id + "','payload':{}}");
        assertThat(gil.next("error").at("/payload/code").textValue()).isEqualTo("not-found");
        Client ann = two.connect(new Identity("default", "Ann", "phone", Grants.MEDIA, Identity.NEVER, "t2"));
        ann.say("{'type':'offer','id':'1','to':'" + ada.id + "','payload':{}}");
        ann.next("ack");
        assertThat(ada.next("offer").get("from").textValue()).isEqualTo(ann.id);
    }

    @Test
    void whoTalksToANodeThatGoesKeepsItsSession() throws Exception {
        Client ada = one.connect("Ada", "laptop");
        Client bob = two.connect("Bob", "phone");
        two.close();
        nodes.remove(two);
        for (int i = 0; i < 100; i++) {
            ada.say("{'type':'ice-candidate','id':'" + i + "','to':'" + bob.id + "','payload':{'candidate':''}}");
            ada.next("error");
        }
        ada.say("{'type':'state','id':'s','payload':{}}");
        ada.next("ack", "/id", "s");
    }

    @Test
    void whoIsThereIsToldAtFirstAndThenAsItChanges() {
        Set<String> heardOf = ConcurrentHashMap.newKeySet();
        one.cluster.presence().addListener((tenant, user) -> heardOf.add(user)); // after the subscriptions
        Client ada = one.connect("Ada", "laptop");
        Client bob = two.connect("Bob", "phone");
        eventually("all that there is to be told of Bob is over", () -> heardOf.contains("Bob"));
        ada.say("{'type':'presence','id':'1','payload':{'users':['Bob','Zoe']}}");
        ada.next("ack");
        JsonNode first = ada.next("presence").get("payload");
        assertThat(first.get("everything").booleanValue()).isTrue();
        assertThat(first.at("/users/0/user").textValue()).isEqualTo("Bob");
        assertThat(first.at("/users/0/online").booleanValue()).isTrue();
        assertThat(first.at("/users/0/devices/0/device").textValue()).isEqualTo("phone");
        assertThat(first.at("/users/0/devices/0/session").textValue()).isEqualTo(bob.id);
        assertThat(first.at("/users/1/online").booleanValue()).isFalse();
        Client zoe = two.connect("Zoe", "tablet");
        JsonNode change = newsOf(ada, "Zoe", true);
        assertThat(change.get("everything").booleanValue()).isFalse();
        assertThat(change.get("users")).hasSize(1);
        zoe.say("{'type':'bye'}");
        assertThat(newsOf(ada, "Zoe", false).get("everything").booleanValue()).isFalse();
        ada.say("{'type':'presence','id':'2','payload':{'all':true}}");
        JsonNode all = ada.next("presence").get("payload");
        while (!all.get("everything").booleanValue()) {
            all = ada.next("presence").get("payload");
        }
        assertThat(all.get("users").findValuesAsText("user")).containsExactly("Ada", "Bob");
        ada.say("{'type':'presence','id':'3'}");
        assertThat(ada.next("ack").get("id").textValue()).isEqualTo("3");
    }

    /** What is told of somebody: news of before, that was on its way when it was asked for, may come first. */
    private static JsonNode newsOf(Client client, String user, boolean online) {
        while (true) {
            JsonNode payload = client.next("presence").get("payload");
            JsonNode told = payload.at("/users/0");
            if (told.get("user").textValue().equals(user) && told.get("online").booleanValue() == online) {
                return payload;
            }
        }
    }

    @Test
    void aNodeThatStopsTakesItsUsersAlong() throws Exception {
        Client ada = one.connect("Ada", "laptop");
        two.connect("Bob", "phone");
        eventually(
                "Bob is known",
                () -> !one.cluster.presence().find("default", "Bob").isEmpty());
        ada.say("{'type':'presence','payload':{'users':['Bob']}}");
        assertThat(ada.next("presence").at("/payload/users/0/online").booleanValue())
                .isTrue();
        two.close();
        nodes.remove(two);
        assertThat(newsOf(ada, "Bob", false).get("users")).hasSize(1);
    }

    @Test
    void aCallRingsOnDevicesOfTwoNodesAndTheFirstToAcceptHasIt() {
        Client ada = one.connect("Ada", "laptop");
        Client phone = two.connect("Bob", "phone");
        Client tablet = one.connect("Bob", "tablet");
        eventually(
                "both devices are known",
                () -> one.cluster.presence().find("default", "Bob").size() == 2);
        ada.say("{'type':'presence','payload':{'users':['Bob']}}");
        ada.next("presence");
        ada.say("{'type':'invite','id':'1','payload':{'users':['Bob']}}");
        String call = ada.next("call").at("/payload/call").textValue();
        assertThat(call).endsWith(".n1");
        assertThat(phone.next("incoming").at("/payload/call").textValue()).isEqualTo(call);
        assertThat(tablet.next("incoming").at("/payload/from/user").textValue()).isEqualTo("Ada");
        phone.say("{'type':'ringing','id':'r','payload':{'call':'" + call + "'}}");
        phone.next("ack");
        phone.say("{'type':'accept','id':'a','payload':{'call':'" + call + "'}}");
        assertThat(phone.next("call", "/payload/state", "active")
                        .at("/payload/home")
                        .textValue())
                .isEqualTo("n1");
        ada.next("call", "/payload/state", "active");
        assertThat(tablet.next("call-taken").at("/payload/device").textValue()).isEqualTo("phone");
        eventually(
                "Bob's phone is in the call for all to see",
                () -> one.cluster.presence().find("default", "Bob").stream()
                        .anyMatch(entry -> entry.inCall() && entry.device().equals("phone")));
        phone.say("{'type':'hangup','id':'h','payload':{'call':'" + call + "'}}");
        phone.next("call-ended");
        assertThat(ada.next("call-ended").at("/payload/call").textValue()).isEqualTo(call);
        eventually("nobody is in a call", () -> one.cluster.presence().find("default", "Bob").stream()
                .noneMatch(entry -> entry.inCall()));
    }

    @Test
    void aCallWhoseHomeStopsEndsForTheOthers() throws Exception {
        Client ada = one.connect("Ada", "laptop");
        Client bob = two.connect("Bob", "phone");
        eventually(
                "Ada is known",
                () -> !two.cluster.presence().find("default", "Ada").isEmpty());
        bob.say("{'type':'invite','payload':{'users':['Ada']}}");
        String call = bob.next("call").at("/payload/call").textValue();
        ada.next("incoming");
        ada.say("{'type':'accept','payload':{'call':'" + call + "'}}");
        ada.next("call", "/payload/state", "active");
        two.close();
        nodes.remove(two);
        assertThat(ada.next("call-ended").at("/payload/call").textValue()).isEqualTo(call);
    }

    @Test
    void theForwardingUnitOfACallIsThatOfItsHomeForClientsOfOtherNodesToo() throws Exception {
        Client ada = one.connect("Ada", "laptop");
        Client bob = two.connect("Bob", "phone");
        one.connect("Zoe", "tablet");
        eventually(
                "Bob is known",
                () -> !one.cluster.presence().find("default", "Bob").isEmpty());
        ada.say("{'type':'invite','payload':{'users':['Bob','Zoe']}}");
        String call = bob.next("incoming").at("/payload/call").textValue();
        bob.say("{'type':'accept','payload':{'call':'" + call + "'}}");
        assertThat(bob.next("call", "/payload/state", "active")
                        .at("/payload/mode")
                        .textValue())
                .isEqualTo("sfu");
        bob.say("{'type':'join','id':'j','payload':{'room':'call~" + call + "'}}");
        bob.next("ack");
        bob.say("{'type':'offer','id':'o','to':'sfu','payload':{'sdp':'v=0'}}");
        assertThat(bob.next("ack").get("id").textValue()).isEqualTo("o");
        JsonNode answer = bob.next("answer").get("payload");
        assertThat(answer.get("sdp").textValue()).isEqualTo(FakeMediaServer.ANSWER);
        assertThat(answer.at("/tracks/0/publisher").textValue()).isEqualTo("somebody");
        assertThat(one.media.offers).hasSize(1);
        assertThat(one.media.offers.get(0).sessionId()).isEqualTo(bob.id);
        assertThat(one.media.offers.get(0).room()).isEqualTo("call~" + call);
        assertThat(two.media.offers).isEmpty();
        bob.say("{'type':'ice-candidate','id':'c','to':'sfu','payload':{'candidate':''}}");
        bob.next("ack");
        MediaListener peer = one.media.onlyListener();
        peer.onConnected();
        assertThat(bob.next("media").at("/payload/state").textValue()).isEqualTo("connected");
        peer.onTracksChanged(List.of(new MediaTrack("7", "audio", ada.id)));
        assertThat(bob.next("tracks").at("/payload/tracks/0/publisher").textValue())
                .isEqualTo(ada.id);
        peer.onQuality(new MediaQuality(0.1, 2, 3, 0.4, 5, 6, 7, 8, 9, "remb"));
        assertThat(bob.next("quality").at("/payload/roundTripMillis").asInt()).isEqualTo(7);
        one.media.refuseWith(MediaException.Reason.MALFORMED);
        bob.say("{'type':'offer','id':'p','to':'sfu','payload':{'sdp':'x'}}");
        assertThat(bob.next("error").at("/payload/code").textValue()).isEqualTo("bad-sdp");
        one.close();
        nodes.remove(one);
        assertThat(bob.next("call-ended").at("/payload/reason").textValue()).isEqualTo("node-lost");
    }

    @Test
    void whatIsCalledBackAtOneNodeIsCalledBackAtAll() {
        Identity token = new Identity("default", "Ada", "laptop", Grants.ALL, Identity.NEVER, "token-1");
        Client ada = one.connect(token);
        Client bob = one.connect("Bob", "phone");
        assertThat(two.admission.revokeToken("token-1")).isZero();
        assertThat(ada.next("bye").at("/payload/reason").textValue()).isEqualTo("revoked");
        two.admission.revokeUser(new UserAddress("default", "Bob"));
        assertThat(bob.next("bye").at("/payload/reason").textValue()).isEqualTo("revoked");
        ClusteredNode three = join("n3");
        eventually(
                "a newcomer knows the token",
                () -> three.admission.revokedTokens().contains("token-1"));
    }

    @Test
    void aNewcomerIsToldMoreTokensThanALinkTakesAtOnce() {
        int tokens = LinkSettings.DEFAULT.maximumMessages() + 1_000;
        for (int i = 0; i < tokens; i++) {
            one.admission.endToken("token-" + i);
        }
        ClusteredNode three = join("n3");
        eventually(
                "a newcomer knows them all",
                () -> three.admission.revokedTokens().size() == tokens);
    }

    @Test
    void aNodeThatIsKnownBeforeItListensHearsOfTokensAllTheSame() {
        one.admission.revokeToken("token-1");
        eventually("all know the token", () -> two.admission.revokedTokens().contains("token-1"));
        ClusteredNode three = new ClusteredNode(
                "n3",
                hub,
                counted -> eventually(
                        "what the others say at first is nobody's",
                        () -> counted.counter(UNKNOWN_KIND).getCount() >= 2));
        nodes.add(three);
        eventually(
                "it knows the token all the same",
                () -> three.admission.revokedTokens().contains("token-1"));
    }

    private ClusteredNode join(String name) {
        ClusteredNode node = new ClusteredNode(name, hub);
        nodes.add(node);
        return node;
    }
}
