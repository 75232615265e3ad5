// SPDX-License-Identifier: Apache-2.0
package im.antiphon.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Dependencies between bundles and on libraries. */
@AnalyzeClasses(packages = "im.antiphon", importOptions = ImportOption.DoNotIncludeTests.class)
final class WhoMayKnowWhomTest {
    private static final String[] ANNOTATIONS = {
        "org.jspecify.annotations..",
        "org.osgi.annotation..",
        "org.osgi.service.component.annotations..",
        "org.osgi.service.component.propertytypes..",
        "org.osgi.service.metatype.annotations.."
    };
    private static final String[] JDK = {"java..", "javax.crypto..", "javax.net..", "com.sun.management.."};
    private static final String[] OSGI = {
        "org.osgi.framework..", "org.osgi.service.component", "org.osgi.util.tracker.."
    };
    private static final String[] LOGGER = {"org.slf4j"};
    private static final String[] METRICS = {"com.codahale.metrics"};
    private static final String[] JSON = {"com.fasterxml.jackson.."};
    private static final String[] PROTOCOL_BUFFERS = {"com.google.protobuf"};
    private static final String[] NETTY = {"io.netty.."};
    private static final String[] BOUNCY_CASTLE = {"org.bouncycastle.."};

    private static final String[] API = {"im.antiphon.api.."};
    private static final String[] RTP = {"im.antiphon.rtp.."};
    private static final String[] WEBRTC = {"im.antiphon.webrtc.."};
    private static final String[] SFU = {"im.antiphon.sfu.."};

    /** What stands in every row, beside the bundle's own packages. */
    private static final List<String[]> EVERYBODY = List.of(JDK, ANNOTATIONS);

    /** Swapped while calls run, so nothing may hold on to them but by the contracts of api. */
    private static final List<String> PLUGINS = List.of(
            "im.antiphon.codec.",
            "im.antiphon.congestion.",
            "im.antiphon.routing.",
            "im.antiphon.breaker.",
            "im.antiphon.storage.",
            "im.antiphon.bus.",
            "im.antiphon.discovery.",
            "im.antiphon.limit.",
            "im.antiphon.srtp.",
            "im.antiphon.auth.",
            "im.antiphon.telemetry.");

    /** A bundle that is missing here fails the test: it has to be said whom it may know. */
    private static final Map<String, Row> ROWS = new TreeMap<>(Map.ofEntries(
            row("im.antiphon.api", "contracts that outlive every implementation bring nothing along"),
            row("im.antiphon.rtp", "plugins read packets with it, so it brings nothing along"),
            row(
                    "im.antiphon.webrtc",
                    "engines take bytes and time, and know neither the server nor the network",
                    RTP,
                    BOUNCY_CASTLE),
            row("im.antiphon.sfu", "forwarding is decided by the contracts and by what packets say", API, RTP),
            row(
                    "im.antiphon.core",
                    "sessions and calls must not depend on how bytes come in and go out",
                    API,
                    OSGI,
                    new String[] {"org.osgi.service.cm"},
                    LOGGER,
                    METRICS,
                    JSON,
                    PROTOCOL_BUFFERS),
            row(
                    "im.antiphon.transport",
                    "it puts the engines on the network, so it knows them all, but not the core's inside",
                    API,
                    RTP,
                    WEBRTC,
                    SFU,
                    NETTY,
                    OSGI,
                    LOGGER,
                    METRICS),
            row("im.antiphon.observe", "it shows what others count, through contracts alone", API, OSGI, METRICS, JSON),
            row(
                    "im.antiphon.deploy",
                    "it puts plugins into the framework and asks how their components fare",
                    API,
                    OSGI,
                    LOGGER,
                    METRICS,
                    new String[] {"org.osgi.service.component.runtime..", "javax.security.auth.x500"}),
            row("im.antiphon.page", "a page is served through the contract for pages", API, OSGI),
            row(
                    "im.antiphon.shell",
                    "commands do what the contracts offer, and describe themselves",
                    API,
                    OSGI,
                    new String[] {"org.apache.felix.service.command"}),
            row(
                    "im.antiphon.launcher",
                    "it lies outside the framework and starts it, whatever bundles there are",
                    OSGI,
                    new String[] {"org.osgi.service.feature", "org.osgi.service.cm", "org.apache.felix.cm.json.io"}),
            row("im.antiphon.load", "it meets the server as any client does, on the network", RTP, WEBRTC),
            row(
                    "im.antiphon.loadtest",
                    "a program of its own: what it sends is the peers', what it finds goes into files",
                    RTP,
                    WEBRTC,
                    JSON,
                    new String[] {"im.antiphon.load", "picocli", "org.HdrHistogram"}),
            row("im.antiphon.testkit", "tests of every bundle use it, so it uses none of them", RTP),
            row("im.antiphon.tck", "vendors run it: the contracts and what a test is made of", API, new String[] {
                "org.junit.jupiter..", "org.assertj.."
            }),
            row("im.antiphon.auth.jwt", "tokens are its library's; keys come over HTTP", OSGI, LOGGER, new String[] {
                "org.jose4j.."
            }),
            row("im.antiphon.breaker.slidingwindow", "a breaker is the contract, a table and arithmetic"),
            row("im.antiphon.breaker.resilience4j", "its own library, and no other", new String[] {
                "io.github.resilience4j.."
            }),
            row(
                    "im.antiphon.breaker.sentinel",
                    "its own library, whose log has to go somewhere",
                    new String[] {"com.alibaba.csp.sentinel.."},
                    LOGGER),
            row("im.antiphon.codec.g711", "a codec is the contract and its tables"),
            row("im.antiphon.codec.libopus", "a library of the system, through the JDK", OSGI, LOGGER),
            row("im.antiphon.codec.opus", "its own library, and no other", new String[] {
                "io.github.jaredmdobson.concentus"
            }),
            row("im.antiphon.congestion.fixed", "a controller is the contract and arithmetic"),
            row("im.antiphon.congestion.remb", "a controller is the contract and arithmetic"),
            row("im.antiphon.limit.tokenbucket", "its own library, and no other", new String[] {"io.github.bucket4j.."
            }),
            row("im.antiphon.routing.consistenthash", "a strategy is the contract and its table"),
            row("im.antiphon.routing.leastloaded", "a strategy is the contract and its table"),
            row(
                    "im.antiphon.srtp.ffm",
                    "it does for the engines what the JDK does more slowly, and knows nothing of rooms and sockets' owners",
                    WEBRTC,
                    OSGI,
                    new String[] {"im.antiphon.transport.batch"},
                    LOGGER),
            row("im.antiphon.storage.redis", "its own library, and what that stands on", NETTY, new String[] {
                "io.lettuce.core.."
            }),
            row("im.antiphon.bus.local", "a bus within one process is the contract and a queue"),
            row(
                    "im.antiphon.bus.redis",
                    "its own library with what that stands on, and a format that other nodes read",
                    NETTY,
                    PROTOCOL_BUFFERS,
                    new String[] {"io.lettuce.core.."}),
            row("im.antiphon.storage.memory", "a store in the heap is the contract and a map"),
            row(
                    "im.antiphon.storage.rocksdb",
                    "its own library, and the home folder from the framework",
                    OSGI,
                    new String[] {"org.rocksdb"}),
            row("im.antiphon.telemetry.otel", "its own library, which it sets up itself", OSGI, new String[] {
                "io.opentelemetry.."
            })));

    /** Whom one bundle may know, and why no more. */
    private record Row(String because, List<String> packages) {}

    @ArchTest
    void everyBundleKnowsOnlyWhomItMay(JavaClasses classes) {
        List<String> violations = new ArrayList<>();
        for (BundleManifest bundle : BundleManifest.all()) {
            Row row = ROWS.get(bundle.name());
            assertThat(row)
                    .describedAs("%s is a new bundle: its row in this test says whom it may know, and why", bundle)
                    .isNotNull();
            ArchRule rule = classes()
                    .that()
                    .resideInAPackage(bundle.name() + "..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed(bundle.name(), row))
                    .because(row.because());
            violations.addAll(rule.evaluate(classes).getFailureReport().getDetails());
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void everyBundleIsOnTheClassPathOfThisTest() throws IOException {
        String modules = Files.readString(Path.of("../../bundles/pom.xml"));
        if (Runtime.version().feature() < 22) { // what follows are modules that such a JDK does not build
            modules = modules.substring(0, modules.indexOf("<profiles>"));
        }
        List<String> folders = Pattern.compile("<module>(im\\.antiphon\\.[^<]*)</module>")
                .matcher(modules)
                .results()
                .map(module -> module.group(1))
                .toList();
        assertThat(BundleManifest.all())
                .describedAs("a bundle that this module does not depend on is not looked at")
                .extracting(BundleManifest::name)
                .containsExactlyInAnyOrderElementsOf(folders);
    }

    @ArchTest
    static final ArchRule onlyDtlsKnowsBouncyCastle = noClasses()
            .that()
            .resideOutsideOfPackage("im.antiphon.webrtc.dtls..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BOUNCY_CASTLE)
            .because("the JDK has no DTLS handshake for SRTP; the day it has one, one package changes");

    @ArchTest
    static final ArchRule onlyAdaptersOfTheNetworkKnowNetty = noClasses()
            .that()
            .resideOutsideOfPackages("im.antiphon.transport..", "im.antiphon.bus..", "im.antiphon.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETTY)
            .because("engines run the same in a simulation, where there is no network");

    @ArchTest
    static final ArchRule onlyNativeBundlesReachOutsideTheHeap = noClasses()
            .that()
            .resideOutsideOfPackages("..ffm..", "im.antiphon.codec.libopus..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.lang.foreign..")
            .because("a wrong address ends the process, and Java 17 has no such package");

    @ArchTest
    static final ArchRule nativeBundlesAreNotToldByTheirContractsWhatIsNative = noClasses()
            .that()
            .resideInAnyPackage("im.antiphon.api..", "im.antiphon.rtp..", "im.antiphon.webrtc..", "im.antiphon.sfu..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..ffm..", "im.antiphon.codec.libopus..")
            .because("what is done natively is done portably as well, behind the same interface");

    @ArchTest
    static final ArchRule nobodyKnowsTheInsideOfAnotherBundle = classes()
            .should(knowNoneWhere("internal", packageName -> packageName.contains(".internal")))
            .because("what is internal may change any day");

    @ArchTest
    static final ArchRule nobodyKnowsAPlugin = classes()
            .should(knowNoneWhere("a plugin", packageName -> PLUGINS.stream().anyMatch(packageName::startsWith)))
            .because("a plugin whose classes somebody holds cannot be unloaded");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles = slices().matching("im.antiphon.(**)")
            .should()
            .beFreeOfCycles()
            .because("of two packages that need each other, neither can be understood alone");

    private static Map.Entry<String, Row> row(String bundle, String because, String[]... packages) {
        List<String> all = new ArrayList<>();
        for (String[] some : packages) {
            all.addAll(List.of(some));
        }
        return Map.entry(bundle, new Row(because, all));
    }

    private static String[] allowed(String bundle, Row row) {
        List<String> allowed = new ArrayList<>(row.packages());
        allowed.add(bundle + "..");
        EVERYBODY.forEach(some -> allowed.addAll(List.of(some)));
        if (PLUGINS.stream().anyMatch(bundle::startsWith)) {
            allowed.addAll(List.of(API));
            allowed.addAll(List.of(RTP));
        }
        return allowed.toArray(new String[0]);
    }

    private static ArchCondition<JavaClass> knowNoneWhere(String what, Predicate<String> packageName) {
        List<BundleManifest> bundles = BundleManifest.all();
        return new ArchCondition<>("know nothing of another bundle that is " + what) {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                origin.getDirectDependenciesFromSelf().stream()
                        .filter(dependency ->
                                packageName.test(dependency.getTargetClass().getPackageName()))
                        .filter(dependency -> !sameBundle(origin, dependency.getTargetClass()))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
            }

            private boolean sameBundle(JavaClass one, JavaClass other) {
                BundleManifest owner = owner(other);
                return owner == null || owner.equals(owner(one));
            }

            private @Nullable BundleManifest owner(JavaClass of) {
                return bundles.stream()
                        .filter(bundle -> bundle.owns(of.getPackageName()))
                        .findFirst()
                        .orElse(null);
            }
        };
    }
}
