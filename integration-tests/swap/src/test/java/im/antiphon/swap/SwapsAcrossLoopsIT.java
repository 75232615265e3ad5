// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.load.VoicePeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import javax.inject.Inject;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
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
 * Rooms that are spread over two media loops, each of which migrates the controllers of its own peers, while packets cross from one to
 * the other: nothing is lost there either.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwapsAcrossLoopsIT {
    private static final int ROOMS = 4;
    private static final int LISTENERS_PER_ROOM = 19;
    private static final int PEERS_PER_LOOP = 10;
    private static final int PACKETS_PER_SECOND = 20;
    private static final int ROUNDS = 3;

    @Inject
    private BundleContext context;

    private RunningServer server;
    private PluginsFolder plugins;

    @Configuration
    public Option[] server() throws IOException {
        AssembledServer assembled = new AssembledServer(
                        Path.of(Objects.requireNonNull(System.getProperty("antiphon.distribution"))),
                        Path.of(Objects.requireNonNull(System.getProperty("antiphon.home"))))
                .configured("im.antiphon.transport.loop", Map.of("mediaThreads", 2))
                .configured("im.antiphon.transport.media", Map.of("roomPeersPerLoop", PEERS_PER_LOOP));
        return OptionUtils.combine(
                assembled.options(VoicePeer.class, Assertions.class, ByteBuddy.class), CoreOptions.junitBundles());
    }

    @Before
    public void watch() {
        server = new RunningServer(context);
        plugins = new PluginsFolder(server.home().resolve("plugins"));
    }

    @Test
    public void nothingIsLostInRoomsThatAreOnTwoLoops() throws Exception {
        String name = "remb";
        PluginInfo old = server.serving(PluginKind.CONGESTION, name);
        try (Calls calls = Calls.open(server.http(), ROOMS, LISTENERS_PER_ROOM, PACKETS_PER_SECOND)) {
            server.awaitServing(PluginKind.CONGESTION, name, old.version(), calls.sessions());
            long[] peers = ofLoops("peers");
            assertThat(peers).hasSize(2);
            assertThat(Arrays.stream(peers).min()).hasValue(ROOMS * PEERS_PER_LOOP);
            long[] before = ofLoops("packets_out_total");
            for (int round = 1; round <= ROUNDS; round++) {
                String version = "0.9." + round;
                byte[] newer = PluginJars.newer(
                        server.bundle(old.bundle(), old.version()).orElseThrow(), version);
                calls.awaitSigns();
                plugins.drop("remb.jar", newer);
                server.awaitServing(PluginKind.CONGESTION, name, version, calls.sessions());
                calls.awaitSigns();
                plugins.delete("remb.jar");
                server.awaitServing(PluginKind.CONGESTION, name, old.version(), calls.sessions());
                Eventually.holds(() -> server.bundle(old.bundle(), version).isEmpty(), server::bundles);
            }
            calls.awaitSigns();
            calls.verifyNothingWasLost();
            long[] after = ofLoops("packets_out_total");
            for (int loop = 0; loop < after.length; loop++) {
                assertThat(after[loop] - before[loop])
                        .as("sent by loop " + loop)
                        .isPositive();
            }
            System.out.printf(
                    "%d sessions on two loops, %d swaps, %,d packets heard, none lost%n",
                    calls.sessions(), 2 * ROUNDS, calls.packetsHeard());
        }
    }

    private long[] ofLoops(String figure) throws Exception {
        return Arrays.stream(server.metrics("antiphon_media_loop_" + figure + "[{ ].*")
                        .split("; "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();
    }
}
