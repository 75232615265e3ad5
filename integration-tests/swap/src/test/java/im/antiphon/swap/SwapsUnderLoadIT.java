// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.routing.Routing;
import im.antiphon.api.storage.Stores;
import im.antiphon.load.VoicePeer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
 * One plugin of every kind is replaced by a newer version and brought back, again and again, while calls run and products
 * of that kind are called all the time. Nobody may notice: no session ends, no packet and no write is lost, routes and
 * breakers stay as they are, and nothing is left of the versions that have gone. How long callers were held up is printed.
 *
 * <p>{@code ./dev bench swaps} runs the same at length.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SwapsUnderLoadIT {
    private static final int LISTENERS_PER_ROOM = 19;
    private static final String PAUSES =
            "antiphon_plugin_(longest_pause_(cpu_)?seconds|pause_seconds_(count|bucket)).kind=\"%s\"(,le=\"0.00[125]\")?.*";
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int SWAPS = Integer.getInteger("antiphon.swaps", 5);
    private static final int ROOMS = Integer.getInteger("antiphon.swap.rooms", 10);
    /** All of them where none is named. */
    private static final String KINDS = System.getProperty("antiphon.swap.kinds", "");

    private static final int PACKETS_PER_SECOND = Integer.getInteger("antiphon.swap.packets", 20);

    @Inject
    private BundleContext context;

    private RunningServer server;
    private PluginsFolder plugins;
    private final List<WeakReference<ClassLoader>> former = new ArrayList<>();
    private int swaps;

    @Configuration
    public Option[] server() throws IOException {
        AssembledServer assembled = new AssembledServer(
                        Path.of(Objects.requireNonNull(System.getProperty("antiphon.distribution"))),
                        Path.of(Objects.requireNonNull(System.getProperty("antiphon.home"))))
                .configured("im.antiphon.core.breakers~" + BreakersUnderLoad.OPEN, Map.of("sleep.millis", 3_600_000L))
                .configured(
                        "im.antiphon.core.breakers~" + BreakersUnderLoad.WINDOW,
                        Map.of("sleep.millis", 1L, "window.millis", 3_600_000L));
        return OptionUtils.combine(
                assembled.options(VoicePeer.class, Assertions.class, ByteBuddy.class), CoreOptions.junitBundles());
    }

    @Before
    public void watch() {
        server = new RunningServer(context);
        plugins = new PluginsFolder(server.home().resolve("plugins"));
    }

    @Test
    public void everyKindIsReplacedAgainAndAgainAndNobodyNotices() throws Exception {
        try (Undisturbed others = new Undisturbed(context);
                Calls calls = Calls.open(server.http(), ROOMS, LISTENERS_PER_ROOM, PACKETS_PER_SECOND)) {
            System.out.printf(
                    "%d swaps there and back of each kind, %d sessions in %d rooms, %d packets a second to each listener%n",
                    SWAPS, calls.sessions(), ROOMS, PACKETS_PER_SECOND);
            LockSupport.parkNanos(QUIET_NANOS);
            System.out.printf(Locale.ROOT, "slowest packet until now: %.1f ms%n", calls.slowestPacketNanos() / 1e6);
            swap(new CallsUnderLoad(calls));
            calls.verifyNobodyWasHungUpOn();
            swap(new CodecsUnderLoad(server.service(Codecs.class), calls.sessions()));
            calls.verifyNobodyWasHungUpOn();
            swap(new RoutesUnderLoad(server.service(Routing.class), serving(PluginKind.ROUTING)));
            calls.verifyNobodyWasHungUpOn();
            swap(new BreakersUnderLoad(server.service(Breakers.class), serving(PluginKind.BREAKER)));
            calls.verifyNobodyWasHungUpOn();
            swap(new StoresUnderLoad(server.service(Stores.class), serving(PluginKind.STORAGE)));
            calls.verifyNobodyWasHungUpOn();
            calls.verifyNothingWasLost();
            server.awaitActive(calls.sessions());
            System.out.printf(
                    Locale.ROOT,
                    "%,d packets sent, %,d heard, none lost or doubled; the slowest took %.1f ms from peer to peer%n",
                    calls.packetsSent(),
                    calls.packetsHeard(),
                    calls.slowestPacketNanos() / 1e6);
            verifyCollected();
            others.verify(swaps);
        }
    }

    private String serving(PluginKind kind) {
        return server.list(kind)
                .filter(plugin -> plugin.state() == PluginState.SERVING)
                .findFirst()
                .orElseThrow()
                .name();
    }

    private void swap(KindUnderLoad load) throws Exception {
        try (load) {
            if (!KINDS.isEmpty() && !KINDS.contains(load.kind().label())) {
                return;
            }
            PluginInfo old = server.serving(load.kind(), load.plugin());
            List<WeakReference<ClassLoader>> generations = new ArrayList<>();
            await(load, old.version());
            LockSupport.parkNanos(QUIET_NANOS);
            load.heldUp().quietTimeIsOver();
            for (int round = 1; round <= SWAPS; round++) {
                String version = "0.9." + round;
                byte[] newer = PluginJars.newer(
                        server.bundle(old.bundle(), old.version()).orElseThrow(), version);
                load.beforeSwap();
                plugins.drop("newer.jar", newer);
                await(load, version);
                generations.add(server.classLoader(old.bundle(), version));
                load.afterSwap();
                load.heldUp().nextSwap();

                load.beforeSwap();
                plugins.delete("newer.jar");
                await(load, old.version());
                Eventually.holds(() -> server.bundle(old.bundle(), version).isEmpty(), server::bundles);
                load.afterSwap();
                load.heldUp().nextSwap();
                swaps++;
            }
            load.verify();
            former.addAll(generations.subList(0, generations.size() - 1));
            System.out.println(load.kind().label() + ": " + load.heldUp());
            System.out.println("  in the server: "
                    + server.metrics(PAUSES.formatted(load.kind().label())));
        }
    }

    private void await(KindUnderLoad load, String version) {
        server.awaitMigrated(load.kind(), load.plugin(), version, load.products());
    }

    /** All but the last of each kind, of which something may be on its way still. */
    private void verifyCollected() {
        Eventually.collected(
                former,
                () -> "class loaders kept of " + former.size() + ": "
                        + former.stream().filter(one -> !one.refersTo(null)).count());
    }
}
