// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.load.VoiceMilestones;
import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.webrtc.sdp.MediaDirection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Signs in by {@code signaling-v1} and has media both ways with the forwarding unit: in a room, or in a call to which the
 * first of the room has invited.
 */
public final class Participant implements SimulatedClient {
    private final Surroundings around;
    private final Seat seat;
    private final int senderId;
    private final RoomCalls calls;
    private volatile boolean leaving;
    private volatile @Nullable SignalingConnection signaling;
    private volatile @Nullable VoicePeer peer;
    private volatile long answeredNanos = VoiceMilestones.NOT_YET;

    /**
     * @param senderId in its packets, nobody else's
     * @param calls which call is whose
     */
    public Participant(Surroundings around, Seat seat, int senderId, RoomCalls calls) {
        this.around = around;
        this.seat = seat;
        this.senderId = senderId;
        this.calls = calls;
    }

    @Override
    public void connect(Consumer<String> ended) throws ConnectFailure, InterruptedException {
        SignalingConnection connection = SignalingConnection.open(around, name(), ended);
        signaling = connection;
        String room = around.plan().population().calls()
                ? enterCall(connection)
                : around.plan().room(seat.room());
        ObjectNode join = SignalingConnection.payload().put("room", room).put("name", name());
        connection.request("join", join, null);
        connectMedia(connection, ended);
    }

    private String name() {
        return RoomCalls.user(around.plan(), seat.room(), seat.number());
    }

    /** Returns the name of the call's room. */
    private String enterCall(SignalingConnection connection) throws ConnectFailure, InterruptedException {
        // Others know a session from its first message on.
        connection.request("state", SignalingConnection.payload(), null);
        if (seat.number() == 0) {
            return "call~" + calls.open(around.plan(), seat, connection);
        }
        calls.askIn(around.plan(), seat);
        String call = connection
                .await("incoming", message -> message.path("type").asText().equals("incoming"))
                .path("payload")
                .path("call")
                .asText();
        connection.request("accept", SignalingConnection.payload().put("call", call), null);
        return "call~" + call;
    }

    private void connectMedia(SignalingConnection connection, Consumer<String> ended)
            throws ConnectFailure, InterruptedException {
        List<MediaDirection> sections = new ArrayList<>();
        sections.add(MediaDirection.SENDONLY);
        sections.addAll(
                Collections.nCopies(Math.max(1, around.plan().population().voices() - 1), MediaDirection.RECVONLY));
        VoicePeer opened;
        try {
            opened = around.peers()
                    .add(new VoicePeerSettings(senderId, sections, around.plan().payloadLength()));
        } catch (IOException e) {
            throw ConnectFailure.of("socket", e);
        }
        peer = opened;
        ObjectNode offer = SignalingConnection.payload().put("type", "offer").put("sdp", opened.offer());
        connection.request("offer", offer, "sfu");
        JsonNode answer = connection.await(
                "answer",
                message -> message.path("type").asText().equals("answer")
                        && message.path("from").asText().equals("sfu"));
        answeredNanos = around.nanoTime().getAsLong();
        HttpMedia.awaitMedia(
                opened,
                answer.path("payload").path("sdp").asText(),
                around.plan().pace().connectTimeout());
        opened.closed().thenAccept(reason -> {
            if (!leaving) {
                ended.accept(reason);
            }
        });
    }

    @Override
    public @Nullable VoicePeer voice() {
        return peer;
    }

    @Override
    public List<VoicePeer> ears() {
        VoicePeer open = peer;
        return open == null ? List.of() : List.of(open);
    }

    @Override
    public long answeredNanos() {
        return answeredNanos;
    }

    @Override
    public void leave() {
        leaving = true;
        SignalingConnection connection = signaling;
        VoicePeer open = peer;
        if (connection != null) {
            connection.leave();
        }
        if (open != null) {
            open.close();
        }
    }
}
