// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** People who are signed in call each other from a real browser, by the client library that every server serves. */
final class BrowserMessengerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private static Path home;

    private static RunningServer server;

    @TempDir
    private Path profile;

    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(home);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        browser = Browser.open(profile);
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private CallPage signedIn(String name) {
        return browser.window(server.uri("/?auto=1&name=" + name).toString()).awaitHome();
    }

    @Test
    void oneCallsTheOtherDirectlyAndAThirdOneAskedInMovesThemToTheServer() {
        CallPage ada = signedIn("Ada");
        CallPage bea = signedIn("Bea");
        CallPage cid = signedIn("Cid");

        ada.callPerson("Bea");
        bea.awaitIncomingFrom("Ada");
        bea.element("answer").click();
        ada.awaitMode("p2p");
        ada.awaitVoicesHeard(1);
        bea.awaitVoicesHeard(1);

        ada.element("added").sendKeys("Cid");
        ada.element("add").click();
        cid.awaitIncomingFrom("Ada");
        cid.element("answer").click();
        for (CallPage each : new CallPage[] {ada, bea, cid}) {
            each.awaitMode("sfu");
            each.awaitNames("Ada", "Bea", "Cid");
            each.awaitVoicesHeard(2);
        }

        for (CallPage each : new CallPage[] {ada, bea, cid}) {
            each.element("leave").click();
            each.awaitHome();
        }
        await("no call left").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        server.metrics().sum("antiphon_rooms"))
                .isZero());
        browser.assertNoComplaints();
    }

    @Test
    void whoReloadsInMidCallIsInItAgain(TestInfo test) {
        CallPage dan = signedIn("Dan");
        CallPage eve = signedIn("Eve");
        dan.callPerson("Eve");
        eve.awaitIncomingFrom("Dan");
        eve.element("answer").click();
        dan.awaitVoicesHeard(1);
        eve.awaitVoicesHeard(1);

        String session = eve.sessionId();
        dan.watchForGaps();
        eve.reload().awaitInCall();
        assertThat(eve.sessionId()).describedAs("the same session").isEqualTo(session);
        eve.awaitVoicesHeard(1);
        dan.awaitVoicesHeard(1);
        System.out.printf(
                "%s: the other side heard nothing for %d ms%n", test.getDisplayName(), dan.longestGapMillis());

        eve.element("leave").click();
        dan.awaitHome();
        browser.assertNoComplaints();
    }

    @Test
    void allDevicesRingAndTheFirstToAnswerWins() {
        CallPage fay = signedIn("Fay");
        CallPage desk = signedIn("Gus");
        CallPage couch = signedIn("Gus");
        fay.callPerson("Gus");
        desk.awaitIncomingFrom("Fay");
        couch.awaitIncomingFrom("Fay");
        couch.element("answer").click();
        desk.awaitNothingIncoming();
        fay.awaitVoicesHeard(1);
        couch.awaitVoicesHeard(1);
        assertThat(desk.status()).startsWith("home");

        fay.element("leave").click();
        couch.awaitHome();
        browser.assertNoComplaints();
    }

    @Test
    void whoDeclinesIsNotDisturbedAndTheCallerIsTold() {
        CallPage hal = signedIn("Hal");
        CallPage ida = signedIn("Ida");
        hal.callPerson("Ida");
        ida.awaitIncomingFrom("Hal");
        ida.element("decline").click();
        ida.awaitNothingIncoming();
        hal.awaitHome();
        await("told").atMost(PATIENCE).untilAsserted(() -> assertThat(hal.status())
                .contains("declined"));
        browser.assertNoComplaints();
    }
}
