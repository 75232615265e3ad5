// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.limit.RateLimiter;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.core.FakeMediaServer;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import im.antiphon.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A signaling service on a test bench. Every message it sends is checked against the published schema. */
final class SignalingBench {
    static final ObjectMapper MAPPER = new ObjectMapper();

    final MetricRegistry metrics = new MetricRegistry();
    final SessionRegistry sessions = new SessionRegistry(TestIdentities.NODE, () -> 0);
    final FakeMediaServer media = new FakeMediaServer();
    final ManualTime time = new ManualTime();
    final Deadlines deadlines = new Deadlines();
    final SignalingService service;

    @Nullable
    MediaServer mediaServer = media;

    volatile @Nullable RateLimiter limiter;

    SignalingBench(SignalingLimits limits) {
        service = new SignalingService(
                new SignalingService.Surroundings(
                        sessions,
                        new ThirdLess(),
                        () -> mediaServer,
                        metrics,
                        () -> limiter,
                        deadlines,
                        time::nowNanos),
                limits);
    }

    SignalingBench() {
        this(SignalingLimits.DEFAULT);
    }

    /** A client that is there and has said its first word, so that others can find it. */
    Client connect() {
        Client client = new Client(service);
        client.next("welcome");
        client.say("{'type':'ping'}");
        client.next("pong");
        return client;
    }

    /** Connects and joins; its own messages of that are taken. */
    Client join(String room, String name) {
        Client client = connect();
        client.say("{'type':'join','id':'j','payload':{'room':'" + room + "','name':'" + name + "'}}");
        client.next("ack");
        client.next("room");
        return client;
    }

    /** Names of rooms and how many are in each; for tests in which no two tenants have a room of one name. */
    Map<String, Integer> rooms() {
        return service.rooms().sizes().entrySet().stream()
                .collect(Collectors.toMap(room -> room.getKey().name(), Map.Entry::getValue));
    }

    /** Time passes, and what is due is done. */
    void pass(Duration duration) {
        time.advance(duration);
        deadlines.handleTimeout(time.nowNanos());
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(text, malformed);
        }
    }

    /** Both ends of one client's connection. */
    static final class Client implements SignalingConnection {
        final List<JsonNode> inbox = new ArrayList<>();
        final SignalingReceiver receiver;
        private final String address;
        String id;
        String token;
        int capacity = Integer.MAX_VALUE;
        int closeCode;
        long last;

        @Nullable
        String closeReason;

        /** Leaves the welcome in the inbox. */
        Client(SignalingService service) {
            this(service, TestIdentities.ADA);
        }

        Client(SignalingService service, Identity identity) {
            this(service, identity, "192.0.2.1:5000", 0);
        }

        private Client(SignalingService service, Identity identity, String address, long last) {
            this.address = address;
            this.last = last;
            receiver = service.connected(this, identity);
            JsonNode welcome = inbox.get(0).get("payload");
            id = welcome.get("sessionId").textValue();
            token = welcome.get("resumeToken").textValue();
        }

        /** The same client over another connection; the welcome of its session is in the inbox. */
        Client comeBack(SignalingService service, long received) {
            return comeBackFrom("192.0.2.1:5001", service, received);
        }

        Client comeBackFrom(String otherAddress, SignalingService service, long received) {
            Client back = new Client(service, TestIdentities.ADA, otherAddress, received);
            back.inbox.clear();
            back.say("{'type':'resume','id':'r','payload':{'token':'" + token + "','received':" + received + "}}");
            JsonNode welcome = back.inbox.get(0).get("payload");
            back.id = welcome.get("sessionId").textValue();
            back.token = welcome.get("resumeToken").textValue();
            return back;
        }

        /** Sends text in which every ' stands for a ". */
        void say(String text) {
            receiver.onText(text.replace('\'', '"'));
        }

        JsonNode next(String type) {
            assertThat(inbox).as("a message is there").isNotEmpty();
            JsonNode message = inbox.remove(0);
            assertThat(message.get("type").textValue()).as("%s", message).isEqualTo(type);
            return message;
        }

        /** Says that it has received all that it was told. */
        void confirm() {
            say("{'type':'received','payload':{'seq':" + last + "}}");
        }

        /** The code of the next message, which is an error. */
        String nextError() {
            return next("error").at("/payload/code").textValue();
        }

        void hearsNothingMore() {
            assertThat(inbox).isEmpty();
        }

        @Override
        public boolean send(String text) {
            if (closeReason != null || inbox.size() >= capacity) {
                return false;
            }
            JsonNode message = parse(text);
            Schema.FROM_SERVER.require(message);
            if (message.has("seq")) {
                assertThat(message.get("seq").longValue()).as("%s", message).isEqualTo(++last);
            }
            inbox.add(message);
            return true;
        }

        @Override
        public void close(int code, String reason) {
            if (closeReason == null) {
                closeCode = code;
                closeReason = reason;
            }
        }

        @Override
        public String remoteAddress() {
            return address;
        }
    }

    /** Advises a third less than the base. */
    private static final class ThirdLess implements Codecs {
        @Override
        public List<CodecFormat> formats() {
            return List.of();
        }

        @Override
        public @Nullable AudioEncoder openEncoder(String encodingName, EncoderSettings settings) {
            return null;
        }

        @Override
        public @Nullable AudioDecoder openDecoder(String encodingName, int channels) {
            return null;
        }

        @Override
        public int targetBitsPerSecond(
                String encodingName, int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
            return baseBitsPerSecond * 2 / 3;
        }
    }
}
