// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginSwap;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.load.VoicePeer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
 * In the assembled product, with calls running over UDP: jars are dropped beside those that serve, take over, and are
 * deleted again. Nothing but the plugin in question may notice.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT {
    /** Each with one who sends and one who is sent it. */
    private static final int ROOMS = 20;

    private static final int ROUNDS = 5;
    private static final int HALF_A_SECOND = Calls.PACKETS_PER_SECOND / 2;

    @Inject
    private BundleContext context;

    private RunningServer server;
    private PluginsFolder plugins;
    private Undisturbed others;
    private int swaps;

    @Configuration
    public Option[] server() throws IOException {
        AssembledServer assembled = new AssembledServer(
                Path.of(Objects.requireNonNull(System.getProperty("antiphon.distribution"))),
                Path.of(Objects.requireNonNull(System.getProperty("antiphon.home"))));
        return OptionUtils.combine(
                assembled.options(VoicePeer.class, Assertions.class, ByteBuddy.class), CoreOptions.junitBundles());
    }

    @Before
    public void watch() {
        server = new RunningServer(context);
        plugins = new PluginsFolder(server.home().resolve("plugins"));
        others = new Undisturbed(context);
    }

    @After
    public void stopWatching() {
        others.close();
    }

    @Test
    public void newerCongestionBundlesTakeOverEverySessionAndAreRolledBack() throws Exception {
        String name = "remb";
        PluginInfo old = server.serving(PluginKind.CONGESTION, name);
        List<Long> takeOverMillis = new ArrayList<>();
        List<Long> rollBackMillis = new ArrayList<>();
        try (Calls calls = Calls.open(server.http(), ROOMS)) {
            server.awaitServing(PluginKind.CONGESTION, name, old.version(), calls.sessions());
            for (int round = 1; round <= ROUNDS; round++) {
                String version = "0.9." + round;
                byte[] newer = PluginJars.newer(
                        server.bundle(old.bundle(), old.version()).orElseThrow(), version);
                calls.awaitPackets(HALF_A_SECOND);

                takeOverMillis.add(millisOf(() -> {
                    plugins.drop("remb.jar", newer);
                    server.awaitServing(PluginKind.CONGESTION, name, version, calls.sessions());
                }));
                verifyLastSwap(name, old.version(), version, calls.sessions());
                calls.awaitPackets(HALF_A_SECOND);

                WeakReference<ClassLoader> classes = server.classLoader(old.bundle(), version);
                rollBackMillis.add(millisOf(() -> {
                    plugins.delete("remb.jar");
                    server.awaitServing(PluginKind.CONGESTION, name, old.version(), calls.sessions());
                }));
                verifyLastSwap(name, version, old.version(), calls.sessions());
                verifyGone(old.bundle(), version, classes);
            }
            calls.awaitPackets(HALF_A_SECOND);
            calls.verifyNothingWasLost();
            server.awaitActive(calls.sessions());
            System.out.printf(
                    "%d sessions, %d packets, none lost; taken over after %s ms, rolled back after %s ms%n",
                    calls.sessions(), calls.packetsSent(), takeOverMillis, rollBackMillis);
        }
        others.verify(swaps);
    }

    @Test
    public void anEncoderGoesOnWhileItsCodecIsReplacedAndTakenBack() throws Exception {
        String name = "pcmu";
        PluginInfo old = server.serving(PluginKind.CODEC, name);
        AudioEncoder opened = Objects.requireNonNull(
                server.service(Codecs.class).openEncoder("PCMU", new EncoderSettings(1, 20, 64_000, 0, 0)));
        try (PacedEncoder encoder = new PacedEncoder(opened)) {
            for (int round = 1; round <= ROUNDS; round++) {
                String version = "0.9." + round;
                byte[] newer = PluginJars.newer(
                        server.bundle(old.bundle(), old.version()).orElseThrow(), version);
                encoder.awaitFrames(5);
                plugins.drop("g711.jar", newer);
                server.awaitServing(PluginKind.CODEC, name, version, 1);
                encoder.awaitFrames(5);
                WeakReference<ClassLoader> classes = server.classLoader(old.bundle(), version);
                plugins.delete("g711.jar");
                server.awaitServing(PluginKind.CODEC, name, old.version(), 1);
                verifyGone(old.bundle(), version, classes);
            }
            encoder.awaitFrames(5);
            encoder.verifyEveryFrameIsTheSame();
        }
        others.verify(swaps);
    }

    private void verifyLastSwap(String name, String from, String to, int migrated) {
        PluginSwap swap = server.service(Plugins.class).swaps().get(0);
        assertThat(swap.kind()).isEqualTo(PluginKind.CONGESTION);
        assertThat(swap.from()).isEqualTo(name + "@" + from);
        assertThat(swap.to()).isEqualTo(name + "@" + to);
        assertThat(swap.migrated()).isEqualTo(migrated);
    }

    private void verifyGone(String symbolicName, String version, WeakReference<ClassLoader> classes) {
        swaps++;
        Eventually.holds(() -> server.bundle(symbolicName, version).isEmpty(), server::bundles);
        Eventually.collected(classes, () -> "the class loader of " + symbolicName + " " + version + " is kept");
    }

    private interface Step {
        void run() throws Exception;
    }

    private static long millisOf(Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
