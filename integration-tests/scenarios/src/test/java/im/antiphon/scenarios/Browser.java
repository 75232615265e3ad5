// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium with a fake microphone that plays a tone. Its windows are the participants. Confined to one thread. */
final class Browser implements AutoCloseable {
    /** It warns that it does not know the browser's debugging protocol, which is not used. Held: loggers are weak. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;
    private final Path profile;
    private boolean isFirstWindowFree = true;

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /** @param folder for its profile and the tone */
    static Browser open(Path folder) throws IOException {
        return open(folder, null);
    }

    /** One that takes itself for a phone. */
    static Browser openPhone(Path folder) throws IOException {
        return open(
                folder, Map.of("deviceMetrics", Map.of("width", 360, "height", 740, "pixelRatio", 2.0, "touch", true)));
    }

    private static Browser open(Path folder, @Nullable Map<String, Object> mobileEmulation) throws IOException {
        Path tone = folder.resolve("tone.wav");
        Path profile = folder.resolve("profile");
        ToneFile.write(tone);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + profile,
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                "--use-file-for-fake-audio-capture=" + tone,
                "--autoplay-policy=no-user-gesture-required",
                // Windows in the background are participants too.
                "--disable-background-timer-throttling",
                "--disable-backgrounding-occluded-windows",
                "--disable-renderer-backgrounding");
        if (mobileEmulation != null) {
            options.setExperimentalOption("mobileEmulation", mobileEmulation);
        }
        options.setAcceptInsecureCerts(true); // The server has made its certificate itself.
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logging);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(60)).scriptTimeout(Duration.ofSeconds(60));
        return new Browser(driver, profile);
    }

    /** A window that shows this page. */
    CallPage window(String url) {
        if (isFirstWindowFree) {
            isFirstWindowFree = false;
        } else {
            driver.switchTo().newWindow(WindowType.TAB);
        }
        driver.get(url);
        return new CallPage(driver, driver.getWindowHandle());
    }

    /** What the pages have complained of since the last question, errors that nobody caught among it. */
    List<LogEntry> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .toList();
    }

    void assertNoComplaints() {
        assertThat(complaints()).describedAs("errors on the browser's console").isEmpty();
    }

    /** Returns once its processes have ended: until then they write into the profile, which is deleted next. */
    @Override
    public void close() {
        List<ProcessHandle> processes = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(profile.toString()))
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .distinct()
                .toList();
        driver.quit();
        await("the browser's processes have ended").atMost(PATIENCE).until(() -> processes.stream()
                .noneMatch(Browser::runs));
    }

    /** Not so once nothing is left of it but a number that nobody has asked for. */
    private static boolean runs(ProcessHandle process) {
        return Files.exists(Path.of("/proc/" + process.pid() + "/exe"));
    }
}
