// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.media.MediaRole;
import im.antiphon.load.SourceStatistics;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.VoiceStatistics;
import im.antiphon.rtp.DropReason;
import im.antiphon.transport.media.VoiceRoom.Guest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Voices through the whole of the transport: UDP socket, ICE, DTLS, SRTP, the forwarding unit, and back. */
@Timeout(120)
class VoiceRoomTest {
    private static final int PACKETS_PER_SECOND = 100;

    private VoiceRoom room;

    @BeforeEach
    void open() throws IOException {
        room = opened();
    }

    VoiceRoom opened() throws IOException {
        return new VoiceRoom();
    }

    @AfterEach
    void close() {
        room.close();
    }

    private static VoiceStatistics await(Guest guest, Predicate<VoiceStatistics> condition) throws Exception {
        return guest.peer.when(condition).get(60, SECONDS);
    }

    private Guest publisher(String name, int senderId) throws Exception {
        Guest publisher = room.join(name, MediaRole.PUBLISHER, null, VoicePeerSettings.sending(senderId));
        publisher.peer.startSending(PACKETS_PER_SECOND);
        return publisher;
    }

    private Guest listener(String name, String source) throws Exception {
        return room.join(name, MediaRole.LISTENER, source, VoicePeerSettings.receiving(1));
    }

    @Test
    void listenersHearThePublisherWithoutLossOrRepetition() throws Exception {
        Guest speaker = room.join("ann", MediaRole.PUBLISHER, null, VoicePeerSettings.sending(1));
        List<Guest> listeners = new ArrayList<>();
        for (String name : List.of("ben", "cat", "dan")) {
            listeners.add(listener(name, "ann"));
        }
        room.talk(List.of(speaker), listeners, 100);
        for (Guest listener : listeners) {
            VoiceStatistics heard = listener.peer.statistics();
            assertThat(heard.receivedFrom(1)).isGreaterThanOrEqualTo(50);
            SourceStatistics source = heard.sources().get(0);
            assertThat(heard.sources()).hasSize(1);
            assertThat(source.lost()).isZero();
            assertThat(source.duplicated()).isZero();
            assertThat(source.senderChanges()).isZero();
            // What comes before our side of the handshake is done cannot be opened; nothing else is of no use.
            assertThat(heard.dropped().keySet()).isSubsetOf(DropReason.NO_KEYS);
        }
    }

    @Test
    void everyoneInAMeetingHearsAllOthers() throws Exception {
        List<Guest> guests = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            Guest guest = room.join("guest-" + id, MediaRole.PARTICIPANT, null, VoicePeerSettings.meeting(id, 2));
            guest.peer.startSending(PACKETS_PER_SECOND);
            guests.add(guest);
        }
        for (int id = 1; id <= 3; id++) {
            int own = id;
            VoiceStatistics heard = await(guests.get(id - 1), now -> {
                boolean all = true;
                for (int other = 1; other <= 3; other++) {
                    all &= other == own || now.receivedFrom(other) >= 50;
                }
                return all;
            });
            assertThat(heard.receivedFrom(own)).as("no one hears himself").isZero();
        }
    }

    @Test
    void aSpeakerWhosePortChangesIsHeardOn() throws Exception {
        Guest speaker = publisher("ann", 1);
        Guest listener = listener("ben", "ann");
        await(listener, now -> now.receivedFrom(1) >= 20);
        speaker.peer.move();
        long before = listener.peer.statistics().received();
        await(listener, now -> now.receivedFrom(1) >= before + 50);
        assertThat(speaker.peer.closed()).isNotDone();
    }

    @Test
    void aListenerWhosePortChangesHearsOn() throws Exception {
        publisher("ann", 1);
        Guest listener = listener("ben", "ann");
        await(listener, now -> now.receivedFrom(1) >= 20);
        listener.peer.move();
        long before = listener.peer.statistics().received();
        VoiceStatistics heard = await(listener, now -> now.receivedFrom(1) >= before + 50);
        assertThat(heard.sources()).hasSize(1);
    }

    @Test
    void mediaGoesOnThroughAnIceRestart() throws Exception {
        Guest speaker = publisher("ann", 1);
        Guest listener = listener("ben", "ann");
        await(listener, now -> now.receivedFrom(1) >= 20);
        String fragment = room.server()
                .restartIce("ann", speaker.peer.restartFragment())
                .toCompletableFuture()
                .get(60, SECONDS);
        speaker.peer.acceptRestart(fragment);
        speaker.peer.move();
        long before = listener.peer.statistics().received();
        await(listener, now -> now.receivedFrom(1) >= before + 100);
    }

    @Test
    void reportsGoBothWays() throws Exception {
        Guest speaker = publisher("ann", 1);
        listener("ben", "ann");
        VoiceStatistics told =
                await(speaker, now -> now.remote().reports() > 1 && now.remote().roundTripNanos() >= 0);
        assertThat(told.remote().fractionLost()).isZero();
        speaker.quality.get(60, SECONDS);
    }

    @Test
    void whoSaysGoodbyeIsGoneFromTheRoom() throws Exception {
        Guest speaker = publisher("ann", 1);
        Guest listener = listener("ben", "ann");
        await(listener, now -> now.receivedFrom(1) >= 5);
        speaker.peer.close();
        assertThat(speaker.closed.get(60, SECONDS)).isEqualTo("closed");
        listener.peer.close();
        assertThat(listener.closed.get(60, SECONDS)).isEqualTo("closed");
        assertThat(room.server().rooms()).isEmpty();
    }

    @Test
    void whomTheServerClosesNoticesAtOnce() throws Exception {
        Guest speaker = publisher("ann", 1);
        room.server().close("ann", "removed").toCompletableFuture().get(60, SECONDS);
        assertThat(speaker.peer.closed().get(60, SECONDS)).isEqualTo("closed");
        assertThat(speaker.closed.get(60, SECONDS)).isEqualTo("removed");
    }

    @Test
    void aLaterOfferBringsMoreVoices() throws Exception {
        publisher("ann", 1);
        publisher("ben", 2);
        Guest listener = room.join("cat", MediaRole.LISTENER, null, VoicePeerSettings.receiving(1));
        await(listener, now -> now.received() >= 20);
        listener.peer.addReceivers(1);
        room.negotiate(listener, MediaRole.LISTENER, null);
        await(listener, now -> now.receivedFrom(1) >= 20 && now.receivedFrom(2) >= 20);
    }
}
