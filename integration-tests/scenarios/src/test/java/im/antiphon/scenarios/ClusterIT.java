// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static im.antiphon.scenarios.Device.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.antiphon.testkit.RedisProcess;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Three servers on one Redis, which keeps nothing on a disk. The last test kills one of them, and Redis. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterIT {
    private static final Duration NODE_TIME = Duration.ofSeconds(12);
    private static final int MESSAGES = 5_000;
    private static final int UNANSWERED = 200;
    private static final int LAST = 100;

    @TempDir
    static Path folder;

    private static RedisProcess redis;
    private static final List<RunningServer> NODES = new ArrayList<>();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final List<Device> DEVICES = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.startForgetful(Files.createDirectory(folder.resolve("redis")));
        for (String node : List.of("n1", "n2", "n3")) { // one after the other: each has a minute for it
            NODES.add(start(node));
        }
    }

    private static RunningServer start(String node) throws Exception {
        Path home = Files.createDirectory(folder.resolve(node));
        Path conf = Files.createDirectory(home.resolve("conf"));
        Files.writeString(conf.resolve("im.antiphon.core.node.cfg.json"), "{\"node.id\":\"" + node + "\"}");
        Files.writeString(conf.resolve("im.antiphon.core.plugins.cfg.json"), "{\"bus\":\"redis\"}");
        Files.writeString(
                conf.resolve("im.antiphon.bus.redis.cfg.json"),
                "{\"uri\":\"" + redis.uri() + "\",\"node.time.millis\":" + NODE_TIME.toMillis() + "}");
        Files.writeString(
                conf.resolve("im.antiphon.limit.tokenbucket.cfg.json"),
                "{\"session.per.second\":0,\"user.per.second\":0}");
        return RunningServer.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        DEVICES.forEach(Device::close);
        try {
            if (NODES.size() == 3) {
                NODES.get(2).kill();
                NODES.get(1).close();
                NODES.get(0).close();
            }
        } finally {
            NODES.forEach(RunningServer::kill);
            redis.close();
        }
    }

    @Test
    @Order(1)
    void oneSeesWhoIsThereOnOtherNodes() {
        Device ada = connect(0, "Ada", "laptop");
        ada.ask("presence", Map.of("all", true), null);
        connect(1, "Bob", "phone");
        connect(2, "Carol", "tablet");
        ada.await(message -> tells(message, "Bob", true));
        ada.await(message -> tells(message, "Carol", true));
    }

    @Test
    @Order(2)
    void aCallRingsOnDevicesOfTwoNodesAndTheFirstToAcceptHasIt() {
        Device ada = connect(0, "Ada", "phone");
        Device phone = connect(1, "Dora", "phone");
        Device tablet = connect(2, "Dora", "tablet");
        Device watching = connect(1, "Eve", "laptop");
        ada.ask("presence", Map.of("users", List.of("Dora")), null);
        ada.await(message -> message.at("/payload/users/0/devices").size() == 2);
        watching.ask("presence", Map.of("users", List.of("Ada")), null);
        assertThat(ada.ask("invite", Map.of("users", List.of("Dora")), null).join())
                .isEqualTo("ack");
        String call = phone.await(message -> type(message, "incoming"))
                .at("/payload/call")
                .asText();
        assertThat(call).endsWith(".n1");
        assertThat(tablet.await(message -> type(message, "incoming"))
                        .at("/payload/call")
                        .asText())
                .isEqualTo(call);
        Map<String, String> payload = Map.of("call", call);
        List<CompletableFuture<String>> race =
                List.of(phone.ask("accept", payload, null), tablet.ask("accept", payload, null));
        List<String> answers =
                race.stream().map(CompletableFuture::join).sorted().toList();
        assertThat(answers.get(0)).as("one of the two has it: %s", answers).isEqualTo("ack");
        assertThat(answers.get(1)).as("and the other has not: %s", answers).isNotEqualTo("ack");
        ada.await(message ->
                type(message, "call") && message.at("/payload/state").asText().equals("active"));
        boolean phoneHasIt = race.get(0).join().equals("ack");
        Device winner = phoneHasIt ? phone : tablet;
        Device other = phoneHasIt ? tablet : phone;
        assertThat(other.await(message -> type(message, "call-taken"))
                        .at("/payload/device")
                        .asText())
                .isEqualTo(phoneHasIt ? "phone" : "tablet");
        watching.await(message -> message.at("/payload/users/0/inCall").asBoolean());
        assertThat(ada.ask("hangup", payload, null).join()).isEqualTo("ack");
        winner.await(message -> type(message, "call-ended"));
    }

    @Test
    @Order(3)
    void browsersOfTwoNodesHearEachOtherDirectlyAndThroughTheForwardingUnit(@TempDir Path profile) throws Exception {
        try (Browser browser = Browser.open(profile)) {
            CallPage fay = signedIn(browser, 0, "Fay");
            CallPage gus = signedIn(browser, 1, "Gus");
            CallPage hal = signedIn(browser, 1, "Hal");
            fay.callPerson("Gus");
            gus.awaitIncomingFrom("Fay");
            gus.element("answer").click();
            fay.awaitMode("p2p");
            fay.awaitVoicesHeard(1);
            gus.awaitVoicesHeard(1);

            fay.element("added").sendKeys("Hal");
            fay.element("add").click();
            hal.awaitIncomingFrom("Fay");
            hal.element("answer").click();
            for (CallPage each : List.of(fay, gus, hal)) {
                each.awaitMode("sfu");
                each.awaitVoicesHeard(2);
            }
            for (CallPage each : List.of(gus, hal)) {
                each.element("leave").click();
                each.awaitHome();
            }
            browser.assertNoComplaints();
        }
    }

    private static CallPage signedIn(Browser browser, int node, String name) {
        return browser.window(NODES.get(node).uri("/?auto=1&name=" + name).toString())
                .awaitHome();
    }

    @Test
    @Order(LAST)
    void ofTenThousandMessagesNoneIsLostAndNoneComesTwiceWhileRedisAndANodeAreKilled() throws Exception {
        Device ada = connect(0, "Ada", "sender");
        Device zoe = connect(0, "Zoe", "neighbour");
        Device bob = connect(1, "Bob", "sender");
        Device fay = connect(2, "Fay", "victim");
        Device gus = connect(2, "Gus", "victim");
        ada.ask("presence", Map.of("users", List.of("Fay", "Bob")), null);
        ada.await(message -> tells(message, "Fay", true));
        Semaphore room = new Semaphore(UNANSWERED);
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        long killedNanos = 0;
        for (int i = 0; i < MESSAGES; i++) {
            exchange(ada, bob, i, room, answers);
            exchange(bob, ada, i, room, answers);
            if (i % (MESSAGES / 10) == 0) {
                zoe.ask("offer", Map.of("number", i), fay.session()); // is refused when she is gone
            }
            if (i == MESSAGES / 4 || i == 3 * MESSAGES / 4) {
                redis.kill();
                assertThat(ada.ask("offer", Map.of("local", i), zoe.session()).join())
                        .as("without Redis, within one node")
                        .isEqualTo("ack");
                redis.startAgain();
            }
            if (i == MESSAGES / 2) {
                NODES.get(2).kill();
                killedNanos = System.nanoTime();
            }
        }
        assertThat(room.tryAcquire(UNANSWERED, 60, TimeUnit.SECONDS))
                .as("all are answered")
                .isTrue();
        assertThat(answers).hasSize(2 * MESSAGES).containsOnly("ack");
        assertThat(numbersFrom(ada, bob))
                .isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
        assertThat(numbersFrom(bob, ada))
                .isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
        assertThat(zoe.heard(message -> message.at("/payload").has("local"))).hasSize(2);
        ada.await(message -> tells(message, "Fay", false));
        System.out.printf(
                "A killed node's user was offline %.1f s after the kill, or sooner; the node's time is %s.%n",
                (System.nanoTime() - killedNanos) / 1e9, NODE_TIME);
        assertThat(ada.heard(message -> tells(message, "Bob", false)))
                .as("nobody who is alive was taken for gone")
                .isEmpty();
        assertThat(ada.ask("offer", Map.of(), gus.session()).join()).isEqualTo("not-found");
    }

    private static void exchange(Device from, Device to, int number, Semaphore room, Queue<String> answers)
            throws InterruptedException {
        assertThat(room.tryAcquire(60, TimeUnit.SECONDS))
                .as("message %s is answered", number)
                .isTrue();
        from.ask("offer", Map.of("number", number), to.session()).thenAccept(answer -> {
            answers.add(answer);
            room.release();
        });
    }

    private static List<Integer> numbersFrom(Device from, Device to) {
        return to
                .heard(message ->
                        type(message, "offer") && message.path("from").asText().equals(from.session()))
                .stream()
                .map(message -> message.at("/payload/number").asInt())
                .toList();
    }

    private static boolean tells(JsonNode message, String user, boolean online) {
        for (JsonNode each : message.at("/payload/users")) {
            if (type(message, "presence")
                    && each.path("user").asText().equals(user)
                    && each.path("online").asBoolean() == online) {
                return true;
            }
        }
        return false;
    }

    private static Device connect(int node, String user, String device) {
        Device connected = new Device(CLIENT, NODES.get(node).uri("/"), user, device);
        DEVICES.add(connected);
        return connected;
    }
}
