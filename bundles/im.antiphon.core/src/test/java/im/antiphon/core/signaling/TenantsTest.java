// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.RoomAddress;
import im.antiphon.core.signaling.SignalingBench.Client;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private final SignalingBench bench = new SignalingBench();

    private Client join(String tenant, String user) {
        Client client =
                new Client(bench.service, new Identity(tenant, user, "laptop", Grants.MEDIA, 9_999, tenant + user));
        client.next("welcome");
        client.say("{'type':'join','id':'j','payload':{'room':'lobby'}}");
        client.next("ack");
        return client;
    }

    @Test
    void aRoomOfTheSameNameIsAnotherOne() {
        Client ada = join("acme", "Ada");
        assertThat(ada.next("room").at("/payload/participants")).isEmpty();
        Client bob = join("globex", "Bob");
        assertThat(bob.next("room").at("/payload/participants")).isEmpty();
        bob.say("{'type':'state','id':'s','payload':{'muted':true}}");
        bob.say("{'type':'ice-candidate','id':'b','to':'','payload':{'candidate':''}}");
        bob.say("{'type':'leave','id':'l'}");
        ada.hearsNothingMore();
    }

    @Test
    void thoseOfOneTenantMeet() {
        Client ada = join("acme", "Ada");
        ada.next("room");
        join("globex", "Bob");
        Client eve = join("acme", "Eve");
        assertThat(eve.next("room").at("/payload/participants/0/id").textValue())
                .isEqualTo(ada.id);
        assertThat(ada.next("participant-joined").at("/payload/participant/id").textValue())
                .isEqualTo(eve.id);
        assertThat(bench.service.rooms().sizes())
                .containsEntry(new RoomAddress("acme", "lobby"), 2)
                .containsEntry(new RoomAddress("globex", "lobby"), 1)
                .hasSize(2);
    }

    @Test
    void theLastOneOutClosesItsOwnRoomOnly() {
        join("acme", "Ada");
        Client bob = join("globex", "Bob");
        bob.say("{'type':'leave','id':'l'}");
        assertThat(bench.service.rooms().sizes()).containsOnlyKeys(new RoomAddress("acme", "lobby"));
    }

    @Test
    void anOfferIsForTheTenantsRoom() {
        join("acme", "Ada").say("{'type':'offer','id':'o','to':'sfu','payload':{'sdp':'v=0'}}");
        join("globex", "Bob").say("{'type':'offer','id':'o','to':'sfu','payload':{'sdp':'v=0'}}");
        assertThat(bench.media.offers)
                .extracting(MediaOffer::roomAddress)
                .containsExactly(new RoomAddress("acme", "lobby"), new RoomAddress("globex", "lobby"));
    }

    @Test
    void aSessionOfAnotherTenantIsNotThereForMessages() {
        Client ada = join("acme", "Ada");
        ada.next("room");
        Client bob = join("globex", "Bob");
        bob.next("room");
        bob.say("{'type':'offer','id':'o','to':'" + ada.id + "','payload':{'sdp':'v=0'}}");
        assertThat(bob.nextError()).isEqualTo("not-found");
        ada.hearsNothingMore();
    }
}
