// SPDX-License-Identifier: Apache-2.0
package im.antiphon.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Time, chance and threads come from outside, so that a lossy day is simulated in seconds and replayed from its seed. Who
 * brings them in is listed here, each with the reason why it is an edge and no engine.
 */
@AnalyzeClasses(packages = "im.antiphon", importOptions = ImportOption.DoNotIncludeTests.class)
final class TimeAndChanceTest {
    /** Packages of which not even a class may be an exception. */
    private static final String[] ENGINES = {
        "im.antiphon.api..",
        "im.antiphon.rtp..",
        "im.antiphon.webrtc..",
        "im.antiphon.sfu..",
        "im.antiphon.congestion..",
        "im.antiphon.routing..",
        "im.antiphon.codec.."
    };

    /** Of a bundle that a JDK before 22 does not build. */
    private static final String NATIVE = "im.antiphon.srtp.ffm.internal.*";

    /** A class, or all of a package, and what makes it an edge. */
    private static final Map<String, String> ADAPTERS = Map.ofEntries(
            Map.entry("im.antiphon.launcher.*", "is the process: it measures its start and stops on a signal"),
            Map.entry("im.antiphon.transport.media.MediaLoop", "is what gives the engines their time"),
            Map.entry("im.antiphon.transport.media.MediaEndpoint", "owns the handshakes' threads"),
            Map.entry("im.antiphon.transport.media.HandshakeThreads", "starts the handshakes' threads"),
            Map.entry("im.antiphon.transport.media.MediaSockets", "hands the clock to what belongs to a socket"),
            Map.entry("im.antiphon.transport.http.Gateway", "hands the clock to the connections it accepts"),
            Map.entry("im.antiphon.transport.tls.CertificateStore", "makes the certificate of the first start"),
            Map.entry("im.antiphon.transport.internal.*", "is where the framework starts the transport"),
            Map.entry("im.antiphon.load.VoiceLoop", "is what gives the peers' engines their time"),
            Map.entry("im.antiphon.load.VoicePeers", "owns the peers' threads and their certificate"),
            Map.entry("im.antiphon.loadtest.Main", "is a process: it stops on a signal"),
            Map.entry("im.antiphon.loadtest.run.*", "runs a load test: clock, threads and the seed it was given"),
            Map.entry("im.antiphon.storage.memory.internal.*", "hands the clock to the stores it opens"),
            Map.entry("im.antiphon.storage.rocksdb.internal.*", "hands clock and threads to the stores it opens"),
            Map.entry("im.antiphon.bus.local.LocalBus", "owns the thread on which its listener is called"),
            Map.entry("im.antiphon.bus.redis.RedisBus", "owns the bus's thread and hands it the clock"),
            Map.entry("im.antiphon.deploy.internal.*", "owns the thread on which plugins come and go"),
            Map.entry("im.antiphon.deploy.admission.Gate", "turns the time it is given into the JDK's old form of it"),
            Map.entry("im.antiphon.auth.jwt.internal.*", "hands the clocks to the authenticator, and names devices"),
            Map.entry("im.antiphon.limit.tokenbucket.internal.*", "hands the clock to the buckets"),
            Map.entry(
                    "im.antiphon.core.http.OperatorTasks",
                    "owns the threads on which operators' wishes are carried out"),
            Map.entry(
                    "im.antiphon.core.plugin.SlottedCongestionControllers",
                    "draws the same lots for every plugin's first controller, which nobody uses"),
            Map.entry(NATIVE, "rehearses beside the start of everything else"),
            Map.entry("im.antiphon.core.session.SessionRegistry", "hands out what nobody may guess: ids and tokens"),
            Map.entry("im.antiphon.core.internal.*", "is where the framework starts the core"));

    @ArchTest
    static final ArchRule enginesAreGivenTimeAndChance = noClasses()
            .that()
            .resideInAnyPackage(ENGINES)
            .should()
            .accessTargetWhere(reachForTimeChanceOrThreads())
            .because("what an engine does may depend on what it was given, and on nothing else");

    @ArchTest
    static final ArchRule onlyAdaptersReachForTimeChanceOrThreads = noClasses()
            .that(DescribedPredicate.not(adapters()))
            .should()
            .accessTargetWhere(reachForTimeChanceOrThreads())
            .because("whoever searches for the clock finds the edges, and only them");

    @ArchTest
    void noAdapterIsListedInVain(JavaClasses classes) {
        Set<String> needed = new TreeSet<>();
        classes.stream()
                .filter(each -> each.getAccessesFromSelf().stream().anyMatch(reachForTimeChanceOrThreads()))
                .forEach(each -> {
                    needed.add(outermost(each));
                    needed.add(each.getPackageName() + ".*");
                });
        if (Runtime.version().feature() < 22) {
            needed.add(NATIVE);
        }
        assertThat(needed)
                .describedAs("a list of exceptions that is longer than it has to be hides new ones")
                .containsAll(ADAPTERS.keySet());
    }

    @ArchTest
    static final ArchRule enginesNeverLogNorMeetTheFramework = noClasses()
            .that()
            .resideInAnyPackage(ENGINES)
            .and()
            .resideOutsideOfPackage("..internal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "java.util.logging..", "org.osgi.framework..", "io.netty..")
            .because("an engine tells by its events what has happened; who listens decides what to do about it");

    @ArchTest
    static final ArchRule theMediaPathNeverLocks = noClasses()
            .that()
            .resideInAnyPackage(
                    "im.antiphon.rtp..", "im.antiphon.sfu..", "im.antiphon.webrtc.srtp..", "im.antiphon.webrtc.ice..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..")
            .because("a session is confined to one event loop: what has no second thread needs no lock");

    private static DescribedPredicate<JavaClass> adapters() {
        return DescribedPredicate.describe(
                "are adapters",
                each -> ADAPTERS.containsKey(outermost(each))
                        || ADAPTERS.containsKey(each.getPackageName() + ".*")
                        || each.getPackageName().startsWith("im.antiphon.testkit")
                        || each.getPackageName().startsWith("im.antiphon.tck"));
    }

    private static String outermost(JavaClass each) {
        return each.getEnclosingClass().map(TimeAndChanceTest::outermost).orElse(each.getName());
    }

    private static DescribedPredicate<JavaAccess<?>> reachForTimeChanceOrThreads() {
        return DescribedPredicate.describe("is time, chance or a thread", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getTarget().getName();
            return switch (owner) {
                case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
                case "java.lang.Math" -> name.equals("random");
                case "java.util.UUID" -> name.equals("randomUUID");
                case "java.util.random.RandomGenerator" -> name.equals("getDefault") || name.equals("of");
                case "java.lang.Thread" -> name.equals("<init>") || name.equals("sleep") || name.equals("start");
                case "java.util.Random",
                        "java.util.SplittableRandom",
                        "java.security.SecureRandom",
                        "java.util.Timer",
                        "java.util.concurrent.ThreadPoolExecutor",
                        "java.util.concurrent.ScheduledThreadPoolExecutor",
                        "java.util.concurrent.ForkJoinPool" -> name.equals("<init>");
                case "java.util.Date" -> name.equals("<init>");
                case "java.util.concurrent.ThreadLocalRandom" -> name.equals("current");
                case "java.util.concurrent.Executors" -> true;
                default -> owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system"));
            };
        });
    }
}
