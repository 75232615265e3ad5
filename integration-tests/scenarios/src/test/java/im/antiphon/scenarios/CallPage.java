// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The call page in one window. Every method turns to that window first. */
final class CallPage {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** Far below that of the tone in half a second, and above that of comfort noise. */
    private static final double LEAST_ENERGY = 1e-5;

    /** By section: how many packets came, and how much sound was in them. */
    private static final String VOICES =
            """
            const done = arguments[0];
            const connection = window.antiphon?.peerConnection();
            if (!connection) {
              done({});
            } else {
              connection.getStats().then(report => {
                const voices = {};
                report.forEach(entry => {
                  if (entry.type === 'inbound-rtp' && entry.kind === 'audio') {
                    voices[entry.mid] = [entry.packetsReceived ?? 0, entry.totalAudioEnergy ?? 0];
                  }
                });
                done(voices);
              }, () => done({}));
            }
            """;

    /** What WHIP and WHEP ask of a page, without trickle; the call is left where {@link #VOICES} looks for it. */
    private static final String EXCHANGE =
            """
            const [path, publishes, done] = arguments;
            (async () => {
              const connection = new RTCPeerConnection();
              window.antiphon = { state: 'exchange', peerConnection: () => connection };
              if (publishes) {
                const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
                connection.addTransceiver(microphone.getAudioTracks()[0], { direction: 'sendonly' });
              } else {
                const { receiver } = connection.addTransceiver('audio', { direction: 'recvonly' });
                const audio = new Audio();
                audio.srcObject = new MediaStream([receiver.track]);
                window.playing = [audio, audio.play()];
              }
              const connected = new Promise((resolve, reject) => {
                connection.onconnectionstatechange = () => {
                  if (connection.connectionState === 'connected') resolve('connected');
                  if (connection.connectionState === 'failed') reject(new Error('failed'));
                };
              });
              await connection.setLocalDescription();
              const reply = await fetch(path, {
                method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: connection.localDescription.sdp });
              const text = await reply.text();
              if (reply.status !== 201) {
                throw new Error(reply.status + ' ' + text);
              }
              window.resource = reply.headers.get('Location');
              await connection.setRemoteDescription({ type: 'answer', sdp: text });
              return connected;
            })().then(done, fault => done('fault: ' + fault));
            """;

    /** Packets are counted over all connections that the page has had since. */
    private static final String WATCH_FOR_GAPS =
            """
            const done = arguments[0];
            const gaps = { received: 0, heard: performance.now(), worst: 0 };
            gaps.longest = () => Math.max(gaps.worst, performance.now() - gaps.heard);
            window.gaps = gaps;
            const look = async () => {
              const report = await window.antiphon.peerConnection()?.getStats();
              let received = 0;
              report?.forEach(entry => {
                if (entry.type === 'inbound-rtp') received += entry.packetsReceived ?? 0;
              });
              if (received !== gaps.received) {
                gaps.worst = Math.max(gaps.worst, performance.now() - gaps.heard);
                gaps.heard = performance.now();
                gaps.received = received;
              }
              setTimeout(look, 20);
            };
            look().then(done);
            """;

    private static final String END_EXCHANGE =
            """
            const done = arguments[0];
            fetch(window.resource, { method: 'DELETE' }).then(reply => {
              window.antiphon.peerConnection().close();
              done(reply.status);
            }, fault => done('fault: ' + fault));
            """;

    private final ChromeDriver driver;
    private final String window;

    CallPage(ChromeDriver driver, String window) {
        this.driver = driver;
        this.window = window;
    }

    private ChromeDriver driver() {
        driver.switchTo().window(window);
        return driver;
    }

    WebElement element(String testId) {
        return driver().findElement(byTestId(testId));
    }

    private static By byTestId(String testId) {
        return By.cssSelector("[data-testid='" + testId + "']");
    }

    @Nullable
    Object evaluate(String expression) {
        return driver().executeScript("return " + expression);
    }

    /** Runs a script that calls its last argument with its result. */
    @Nullable
    Object run(String script, Object... arguments) {
        return driver().executeAsyncScript(script, arguments);
    }

    /** Signs in, as a person does, and waits until that is done. */
    CallPage signIn(String name) {
        type("name", name);
        element("sign-in").click();
        await("signed in").atMost(PATIENCE).untilAsserted(() -> assertThat(status())
                .doesNotStartWith("sign"));
        return this;
    }

    /** Opens the page as a name and waits until who is online is shown. */
    CallPage awaitHome() {
        await("at home").atMost(PATIENCE).untilAsserted(() -> assertThat(status())
                .startsWith("home"));
        return this;
    }

    private boolean isAtHome() {
        return status().startsWith("home");
    }

    /** Calls somebody who is shown as online. */
    void callPerson(String name) {
        await(name + " is online").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        driver().findElements(byTestId("person-" + name)))
                .hasSize(1)
                .allMatch(WebElement::isDisplayed));
        element("person-" + name)
                .findElement(By.cssSelector("[data-testid='call-person']"))
                .click();
    }

    void awaitIncomingFrom(String name) {
        await("rings").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(element("incoming").isDisplayed()).isTrue();
            assertThat(element("caller").getText()).isEqualTo(name);
        });
    }

    void awaitNothingIncoming() {
        await("rings no more").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        element("incoming").isDisplayed())
                .isFalse());
    }

    /** How the call's media goes: {@code p2p} or {@code sfu}. */
    void awaitMode(String mode) {
        await("mode").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        evaluate("window.antiphon.conversation?.call?.mode"))
                .isEqualTo(mode));
    }

    /** From now on losses of the server are counted. */
    void countLosses() {
        driver().executeScript(
                        "window.losses = 0; window.antiphon.client.addEventListener('lost', () => window.losses++)");
    }

    long losses() {
        return ((Number) requireNonNull(evaluate("window.losses"))).longValue();
    }

    /** From now on the longest time without a packet of any voice is noted. */
    void watchForGaps() {
        run(WATCH_FOR_GAPS);
    }

    /** The longest time so far without a packet of any voice, ms. */
    long longestGapMillis() {
        return ((Number) requireNonNull(evaluate("Math.round(window.gaps.longest())"))).longValue();
    }

    /** Signs in and enters a room, and waits until the call is up. */
    CallPage enter(String name, String room) {
        signIn(name);
        if (isAtHome()) { // else the address leads into a room: its field is shown, but only until the call is
            type("room", room);
            element("enter").click();
        }
        awaitInCall();
        return this;
    }

    private void type(String testId, String text) {
        WebElement field = element(testId);
        field.clear();
        field.sendKeys(text);
    }

    /** The same window after a reload. */
    CallPage reload() {
        driver().navigate().refresh();
        return this;
    }

    /** Publishes to, or listens at, an address of WHIP or WHEP; returns once connected. */
    void exchange(String path, boolean publishes) {
        assertThat(run(EXCHANGE, path, publishes)).isEqualTo("connected");
    }

    /** Ends what {@link #exchange} has begun. */
    void endExchange() {
        assertThat(run(END_EXCHANGE)).isIn(200L, 204L);
    }

    void awaitInCall() {
        await("in the call").atMost(PATIENCE).untilAsserted(() -> assertThat(status())
                .startsWith("in-call connected"));
    }

    /** The page's phase, what it shows of the connection, and what the banner says. */
    String status() {
        return String.valueOf(evaluate("window.antiphon.state + ' ' + document.getElementById('status').textContent"
                + " + ' ' + document.getElementById('banner').innerText"));
    }

    String sessionId() {
        return String.valueOf(evaluate("window.antiphon.sessionId"));
    }

    /** Names of the participants on screen, with {@code (muted)} behind those who are. */
    @SuppressWarnings("unchecked") // Scripts return lists of what they hold.
    List<String> names() {
        return (List<String>) requireNonNull(evaluate(
                """
                [...document.querySelectorAll('#voices .voice')].map(voice =>
                  voice.querySelector('.name').textContent + (voice.classList.contains('is-muted') ? ' (muted)' : ''))
                """
                        .strip()));
    }

    void awaitNames(String... names) {
        await("names").atMost(PATIENCE).untilAsserted(() -> assertThat(names()).containsExactlyInAnyOrder(names));
    }

    /** By section, packets and sound energy so far. */
    @SuppressWarnings("unchecked") // Scripts return maps of what they hold.
    Map<String, List<Number>> voices() {
        return new TreeMap<>((Map<String, List<Number>>) requireNonNull(run(VOICES)));
    }

    /** Waits until exactly that many voices are heard: since the last look packets have come in, with sound in them. */
    void awaitVoicesHeard(int count) {
        AtomicReference<Map<String, List<Number>>> before = new AtomicReference<>(voices());
        await("voices heard")
                .atMost(PATIENCE)
                .pollDelay(BETWEEN_LOOKS)
                .pollInterval(BETWEEN_LOOKS)
                .untilAsserted(() -> {
                    Map<String, List<Number>> now = voices();
                    Map<String, List<Number>> earlier = before.getAndSet(now);
                    assertThat(now.keySet().stream().filter(mid -> isHeard(earlier.get(mid), now.get(mid))))
                            .describedAs("%s: from %s to %s", status(), earlier, now)
                            .hasSize(count);
                });
    }

    private static boolean isHeard(@Nullable List<Number> before, @Nullable List<Number> now) {
        return before != null
                && now != null
                && now.get(0).doubleValue() > before.get(0).doubleValue()
                && now.get(1).doubleValue() > before.get(1).doubleValue() + LEAST_ENERGY;
    }
}
