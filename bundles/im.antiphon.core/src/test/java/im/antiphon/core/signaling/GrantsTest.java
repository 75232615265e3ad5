// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.auth.RoomPattern;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaRole;
import im.antiphon.core.signaling.SignalingBench.Client;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantsTest {
    private final SignalingBench bench = new SignalingBench();

    private Client connect(boolean publish, boolean subscribe, String rooms) {
        Grants grants = new Grants(publish, subscribe, false, List.of(new RoomPattern(rooms)));
        Client client = new Client(bench.service, new Identity("acme", "Ada", "laptop", grants, 9_999, "t1"));
        client.next("welcome");
        return client;
    }

    @Test
    void onlyRoomsThatAreGrantedAreEntered() {
        Client ada = connect(true, true, "team-*");
        ada.say("{'type':'join','id':'1','payload':{'room':'lobby'}}");
        assertThat(ada.nextError()).isEqualTo("forbidden");
        assertThat(bench.rooms()).isEmpty();
        ada.say("{'type':'join','id':'2','payload':{'room':'team-blue'}}");
        ada.next("ack");
        ada.next("room");
        ada.say("{'type':'join','id':'3','payload':{'room':'lobby'}}");
        assertThat(ada.nextError()).isEqualTo("forbidden");
        assertThat(bench.rooms()).containsOnlyKeys("team-blue");
    }

    @Test
    void aGuardDecidesAboutTheRoomsItGuards() {
        bench.service.guardRooms("call~", (session, room) -> room.equals("call~mine") ? null : "not your call");
        Client ada = connect(true, true, "*");
        ada.say("{'type':'join','id':'1','payload':{'room':'call~yours'}}");
        assertThat(ada.nextError()).isEqualTo("forbidden");
        ada.say("{'type':'join','id':'2','payload':{'room':'call~mine'}}");
        ada.next("ack");
        ada.next("room");
        bench.service.guardRooms("call~", null);
        ada.say("{'type':'join','id':'3','payload':{'room':'call~yours'}}");
        ada.next("ack");
    }

    @ParameterizedTest
    @CsvSource({"true,true,PARTICIPANT", "true,false,PUBLISHER", "false,true,LISTENER"})
    void anOfferIsForWhatIsGranted(boolean publish, boolean subscribe, MediaRole role) {
        Client ada = connect(publish, subscribe, "*");
        ada.say("{'type':'join','payload':{'room':'lobby'}}");
        ada.say("{'type':'offer','id':'o','to':'sfu','payload':{'sdp':'v=0'}}");
        assertThat(bench.media.offers).extracting(MediaOffer::role).containsExactly(role);
    }

    @Test
    void whoMayDoNeitherOffersNothing() {
        Client ada = connect(false, false, "*");
        ada.say("{'type':'join','payload':{'room':'lobby'}}");
        ada.next("room");
        ada.say("{'type':'offer','id':'o','to':'sfu','payload':{'sdp':'v=0'}}");
        assertThat(ada.nextError()).isEqualTo("forbidden");
        assertThat(bench.media.offers).isEmpty();
    }
}
