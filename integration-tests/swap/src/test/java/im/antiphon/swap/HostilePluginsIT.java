// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.load.VoicePeer;
import im.antiphon.swap.hostile.AllocatesWildly;
import im.antiphon.swap.hostile.BlocksItsCallers;
import im.antiphon.swap.hostile.BlocksTheLoop;
import im.antiphon.swap.hostile.DiesInSnapshot;
import im.antiphon.swap.hostile.FailsInActivate;
import im.antiphon.swap.hostile.HasNoSnapshot;
import im.antiphon.swap.hostile.LeaksThreads;
import im.antiphon.swap.hostile.SoundCongestion;
import im.antiphon.swap.hostile.TellsNonsense;
import im.antiphon.swap.hostile.ThrowsAlways;
import im.antiphon.swap.hostile.ThrowsNowAndThen;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.inject.Inject;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.OptionUtils;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/**
 * Jars are dropped beside the plugins that serve, and what is in them is of no good. Each is taken out with a word to its
 * author, the former plugin goes on, and the calls that run meanwhile lose nothing.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HostilePluginsIT {
    private static final int ROOMS = 10;
    private static final int HALF_A_SECOND = Calls.PACKETS_PER_SECOND / 2;
    private static final int FAILURES_TO_QUARANTINE = 3;
    private static final String JAR = "hostile.jar";

    /** The version of the one that is at work; each test takes the next. */
    private static int versions;

    @Inject
    private BundleContext context;

    private RunningServer server;
    private PluginsFolder plugins;
    private Undisturbed others;
    private String version;

    @Configuration
    public Option[] server() throws IOException {
        AssembledServer assembled = new AssembledServer(
                        Path.of(Objects.requireNonNull(System.getProperty("antiphon.distribution"))),
                        Path.of(Objects.requireNonNull(System.getProperty("antiphon.home"))))
                .configured(
                        "im.antiphon.core.plugins", Map.of("call.sampled.one.in", 8)); // so that a few calls are enough
        return OptionUtils.combine(
                assembled.options(VoicePeer.class, Assertions.class, ByteBuddy.class), CoreOptions.junitBundles());
    }

    @Before
    public void watch() {
        server = new RunningServer(context);
        plugins = new PluginsFolder(server.home().resolve("plugins"));
        others = new Undisturbed(context);
        version = "0.8." + ++versions;
    }

    @After
    public void stopWatching() throws IOException {
        Files.deleteIfExists(plugins.directory().resolve(JAR));
        others.close();
    }

    @Test
    public void oneThatAlwaysThrowsIsQuarantinedAtTheThirdTime() throws Exception {
        verifyQuarantined(
                "failed 3 times within 60 s, at last with java.lang.IllegalStateException: this plugin fails at"
                        + " everything, as it is meant to",
                "its stack traces are in this log",
                ThrowsAlways.class);
        assertThat(log())
                .as("however many peers it fails, the log is told no more often than it takes to quarantine it")
                .filteredOn(line -> line.contains("remb@" + version + " failed"))
                .hasSize(FAILURES_TO_QUARANTINE);
    }

    @Test
    public void oneThatThrowsAtEveryHundredthCallIsQuarantinedToo() throws Exception {
        verifyQuarantined("this plugin fails now and then", "mend what throws", ThrowsNowAndThen.class);
    }

    @Test
    public void oneThatHoldsAnEventLoopUpIsNamedWithTheLineItWaitsIn() throws Exception {
        verifyQuarantined(
                "BlocksTheLoop.onPacketSent(",
                "a product may never wait on the thread that calls it",
                BlocksTheLoop.class);
    }

    @Test
    public void oneThatLeavesThreadsBehindIsQuarantinedAtTheSeventeenth() throws Exception {
        verifyQuarantined(
                "threads that it started run (allowed: 16), among them leaked",
                "a product may not start threads",
                LeaksThreads.class);
    }

    @Test
    public void oneThatAllocatesWildlyIsQuarantined() throws Exception {
        verifyQuarantined(
                "of the latest 20 measured calls of onPacketSent, 5 allocated more than 16.0 KiB; the last allocated"
                        + " 256.0 KiB",
                "keep what a call needs in fields of the product",
                AllocatesWildly.class);
    }

    @Test
    public void oneThatCannotTellWhatItKnowsIsQuarantined() throws Exception {
        verifyQuarantined("this plugin has lost its memory", "mend what throws", DiesInSnapshot.class);
    }

    @Test
    public void oneThatTellsNothingIsToldThatItMust() throws Exception {
        verifyQuarantined("snapshot() answered null", "mend what throws", HasNoSnapshot.class);
    }

    @Test
    public void whatOneSaysOfItselfIsPutRightBeforeItsSuccessorHearsIt() throws Exception {
        PluginInfo old = server.serving(PluginKind.CONGESTION, "remb");
        try (Calls calls = Calls.open(server.http(), ROOMS)) {
            drop(old, CongestionControllerFactory.class, TellsNonsense.class, SoundCongestion.class);
            server.awaitServing(PluginKind.CONGESTION, "remb", version, calls.sessions());
            calls.awaitPackets(HALF_A_SECOND);
            remove(old);
            server.awaitServing(PluginKind.CONGESTION, "remb", old.version(), calls.sessions());
            calls.awaitPackets(HALF_A_SECOND);
            verifyNobodyNoticed(calls);
        }
    }

    @Test
    public void oneThatDoesNotComeUpIsRefusedAndItsAuthorIsTold() throws Exception {
        PluginInfo old = server.serving(PluginKind.CONGESTION, "remb");
        try (Calls calls = Calls.open(server.http(), ROOMS)) {
            drop(old, CongestionControllerFactory.class, FailsInActivate.class, SoundCongestion.class);
            Eventually.holds(
                    () -> log().stream()
                            .anyMatch(line -> line.contains(old.bundle())
                                    && line.contains(version)
                                    && line.contains("does not work and was taken out again")
                                    && line.contains("this plugin does not come up")),
                    () -> String.join("\n", log()));
            calls.awaitPackets(HALF_A_SECOND);
            assertThat(server.list(PluginKind.CONGESTION))
                    .noneMatch(plugin -> plugin.version().equals(version));
            server.awaitServing(PluginKind.CONGESTION, "remb", old.version(), calls.sessions());
            verifyNobodyNoticed(calls);
        }
    }

    @Test
    public void aCodecThatMakesItsCallersWaitIsQuarantined() throws Exception {
        PluginInfo old = server.serving(PluginKind.CODEC, "pcmu");
        EncoderSettings settings = new EncoderSettings(1, 20, 64_000, 0, 0);
        List<AudioEncoder> encoders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            encoders.add(Objects.requireNonNull(server.service(Codecs.class).openEncoder("PCMU", settings)));
        }
        try (Calls calls = Calls.open(server.http(), ROOMS)) {
            drop(
                    old,
                    CodecFactory.class,
                    BlocksItsCallers.class,
                    Class.forName(BlocksItsCallers.class.getName() + "$1"));
            server.awaitServing(PluginKind.CODEC, "pcmu", version, encoders.size());
            Eventually.holds(
                    () -> {
                        encoders.forEach(
                                encoder -> assertThat(encoder.encode(new short[160], 0, ByteBuffer.allocate(320)))
                                        .isEqualTo(160));
                        return isQuarantined(PluginKind.CODEC);
                    },
                    server::plugins);
            verifyTold(
                    PluginKind.CODEC,
                    "of the latest 20 timed calls of encode, 5 took more than 20.0 ms",
                    "do less within the call, and wait for nothing in it");
            server.awaitServing(PluginKind.CODEC, "pcmu", old.version(), encoders.size());
            remove(old);
            verifyNobodyNoticed(calls);
        } finally {
            encoders.forEach(AudioEncoder::close);
        }
    }

    private void verifyQuarantined(String reason, String advice, Class<?> hostile) throws Exception {
        PluginInfo old = server.serving(PluginKind.CONGESTION, "remb");
        try (Calls calls = Calls.open(server.http(), ROOMS)) {
            drop(old, CongestionControllerFactory.class, hostile, SoundCongestion.class);
            Eventually.holds(() -> isQuarantined(PluginKind.CONGESTION), server::plugins);
            server.awaitServing(PluginKind.CONGESTION, "remb", old.version(), calls.sessions());
            verifyTold(PluginKind.CONGESTION, reason, advice);
            calls.awaitPackets(HALF_A_SECOND);
            remove(old);
            verifyNobodyNoticed(calls);
        }
    }

    private void drop(PluginInfo old, Class<?> service, Class<?>... classes) throws IOException {
        plugins.drop(
                JAR,
                PluginJars.posing(
                        server.bundle(old.bundle(), old.version()).orElseThrow(), old, version, service, classes));
    }

    private boolean isQuarantined(PluginKind kind) {
        return server.list(kind)
                .anyMatch(plugin -> plugin.version().equals(version)
                        && plugin.state() == PluginState.QUARANTINED
                        && plugin.users() == 0);
    }

    /** The author is told what has happened, what to do, and how the plugin comes back. */
    private void verifyTold(PluginKind kind, String reason, String advice) {
        assertThat(server.list(kind))
                .filteredOn(plugin -> plugin.version().equals(version))
                .allMatch(plugin ->
                        Objects.requireNonNullElse(plugin.reason(), "").contains(reason));
        // Who takes it out writes that down, while everybody has gone on with the former one already.
        Eventually.holds(
                () -> log().stream()
                        .anyMatch(line -> line.contains("@" + version)
                                && line.contains("is quarantined: ")
                                && line.contains(reason)
                                && line.contains("To its author: ")
                                && line.contains(advice)
                                && line.contains("antiphon:release")),
                () -> String.join("\n", log()));
    }

    private void remove(PluginInfo old) throws IOException {
        WeakReference<ClassLoader> classes = server.classLoader(old.bundle(), version);
        plugins.delete(JAR);
        Eventually.holds(() -> server.bundle(old.bundle(), version).isEmpty(), server::bundles);
        if (RunningServer.threads("leaked") == 0) {
            Eventually.collected(classes, () -> "the class loader of " + version + " is kept");
        }
    }

    private void verifyNobodyNoticed(Calls calls) throws InterruptedException {
        calls.verifyNothingWasLost();
        server.awaitActive(calls.sessions());
        others.verify(1);
    }

    private List<String> log() {
        try {
            return Files.readAllLines(server.home().resolve("log/antiphon.log"));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
