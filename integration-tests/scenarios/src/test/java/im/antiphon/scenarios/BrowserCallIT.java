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
import org.junit.jupiter.api.io.TempDir;

/** People call each other from a real browser. What they hear is read from its own statistics. */
final class BrowserCallIT {
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

    @Test
    void threeInARoomHearEachOtherUntilOneLeaves() {
        CallPage ada = browser.window(server.uri("/").toString()).enter("Ada", "vespers");
        CallPage bea = browser.window(server.uri("/").toString()).enter("Bea", "vespers");
        CallPage cid = browser.window(server.uri("/r/vespers").toString()).enter("Cid", "vespers");

        for (CallPage each : new CallPage[] {ada, bea, cid}) {
            each.awaitNames("Ada", "Bea", "Cid");
            each.awaitVoicesHeard(2);
        }
        assertThat(server.metrics().sum("antiphon_rooms")).isEqualTo(1);

        bea.element("mute").click();
        ada.awaitNames("Ada", "Bea (muted)", "Cid");
        cid.awaitNames("Ada", "Bea (muted)", "Cid");
        ada.awaitVoicesHeard(1);
        bea.awaitVoicesHeard(2);
        bea.element("mute").click();
        ada.awaitNames("Ada", "Bea", "Cid");
        ada.awaitVoicesHeard(2);

        cid.element("leave").click();
        ada.awaitNames("Ada", "Bea");
        bea.awaitNames("Ada", "Bea");
        ada.awaitVoicesHeard(1);
        bea.awaitVoicesHeard(1);
        cid.awaitHome();
        browser.assertNoComplaints();
    }

    @Test
    void whoReloadsOrLosesTheServerIsHeardAgain() throws Exception {
        try (TcpRelay relay = new TcpRelay(server.httpPort())) {
            CallPage ada = browser.window(server.uri("/").toString()).enter("Ada", "compline");
            CallPage bea =
                    browser.window("http://127.0.0.1:" + relay.port() + "/").enter("Bea", "compline");
            ada.awaitVoicesHeard(1);
            bea.awaitVoicesHeard(1);
            browser.assertNoComplaints();

            String session = bea.sessionId();
            bea.countLosses();
            relay.cut();
            await("lost, and back").atMost(PATIENCE).untilAsserted(() -> {
                assertThat(bea.losses()).isPositive();
                assertThat(bea.evaluate("window.antiphon.client.isConnected")).isEqualTo(true);
            });
            bea.awaitInCall();
            assertThat(bea.sessionId()).describedAs("the same session, resumed").isEqualTo(session);
            ada.awaitNames("Ada", "Bea");
            ada.awaitVoicesHeard(1);
            bea.awaitVoicesHeard(1);

            CallPage reloaded = ada.reload();
            reloaded.awaitInCall();
            bea.awaitNames("Ada", "Bea");
            bea.awaitVoicesHeard(1);
            reloaded.awaitVoicesHeard(1);
            assertThat(browser.complaints())
                    .describedAs("the browser tells of the lost connection itself; the page makes no other noise")
                    .allMatch(entry -> entry.getMessage().contains("WebSocket")
                            || entry.getMessage().contains("net::ERR_"));
        }
    }

    @Test
    void oneWhoPublishesByWhipIsHeardByOneWhoListensByWhep() {
        CallPage publisher = browser.window(server.uri("/").toString());
        publisher.exchange("/whip/matins/lector", true);
        CallPage listener = browser.window(server.uri("/").toString());
        listener.exchange("/whep/matins/lector", false);
        listener.awaitVoicesHeard(1);

        listener.endExchange();
        publisher.endExchange();
        await("no session left").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        server.metrics().sum("antiphon_rooms"))
                .isZero());
        browser.assertNoComplaints();
    }

    /** And by HTTPS, as phones have to. */
    @Test
    void aPhoneTakesPartToo(@TempDir Path phoneProfile) throws Exception {
        try (Browser phone = Browser.openPhone(phoneProfile)) {
            CallPage ada = browser.window(server.uri("/").toString()).enter("Ada", "lauds");
            CallPage bea = phone.window("https://127.0.0.1:" + server.httpsPort() + "/")
                    .enter("Bea", "lauds");
            ada.awaitVoicesHeard(1);
            bea.awaitVoicesHeard(1);
            assertThat(bea.evaluate("innerWidth")).isEqualTo(360L);
            assertThat(bea.evaluate("document.documentElement.scrollWidth"))
                    .describedAs("nothing is beyond the edge of the screen")
                    .isEqualTo(360L);
            assertThat(bea.element("mute").isDisplayed()).isTrue();
            bea.element("leave").click();
            ada.awaitNames("Ada");
            phone.assertNoComplaints();
        }
        browser.assertNoComplaints();
    }
}
