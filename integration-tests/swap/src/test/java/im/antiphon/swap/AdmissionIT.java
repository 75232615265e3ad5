// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeploymentEvent;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.api.plugin.PluginDeployer;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.load.VoicePeer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.inject.Inject;
import net.bytebuddy.ByteBuddy;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
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
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * In the assembled product, with calls running: plugins that must not come in are refused with a word for their authors,
 * and nobody else notices that they were ever there. Those that are sound come in beside them.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class AdmissionIT {
    private static final int ROOMS = 5;
    private static final int HALF_A_SECOND = Calls.PACKETS_PER_SECOND / 2;
    private static final String REMB = "remb";

    /** Numbers files, since history tells of those of other tests too. */
    private static final AtomicInteger FILES = new AtomicInteger();

    private static final AtomicInteger CONFIGURATIONS = new AtomicInteger();
    private static final String MARK = "test.configuration";

    /** What is sound comes in, however busy the machine is. */
    private static final Map<String, Object> PATIENT = Map.of("start.timeout.millis", 60_000L);

    @Inject
    private BundleContext context;

    private RunningServer server;
    private PluginsFolder plugins;
    private PluginDeployer deployer;
    private Undisturbed others;
    private int refused;

    @Configuration
    public Option[] server() throws IOException {
        AssembledServer assembled = new AssembledServer(
                Path.of(Objects.requireNonNull(System.getProperty("antiphon.distribution"))),
                Path.of(Objects.requireNonNull(System.getProperty("antiphon.home"))));
        return OptionUtils.combine(
                assembled.options(VoicePeer.class, Assertions.class, ByteBuddy.class), CoreOptions.junitBundles());
    }

    @Before
    public void watch() throws IOException {
        server = new RunningServer(context);
        plugins = new PluginsFolder(server.home().resolve("plugins"));
        Eventually.holds(() -> server.present(PluginDeployer.class), server::bundles);
        configure(PATIENT);
        deployer = server.service(PluginDeployer.class);
        others = new Undisturbed(context);
    }

    @After
    public void stopWatching() throws IOException {
        others.close();
        configure(Map.of());
    }

    @Test
    public void whatMustNotComeInIsRefusedAndNoCallNotices() throws Exception {
        try (Calls calls = Calls.open(server.http(), ROOMS)) {
            refuse(
                    new VendorJar("1.0.0")
                            .imports("im.antiphon.api.congestion;version=\"[7,8)\"")
                            .bytes(),
                    Reason.API_VERSION,
                    "im.antiphon.api.congestion is wanted in [7.0.0,8.0.0) and is 0.");
            refuse(
                    new VendorJar("1.0.0")
                            .with("im/antiphon/api/congestion/CongestionLimits.class", "mine")
                            .bytes(),
                    Reason.CORE_PACKAGE,
                    "contains classes of the package im.antiphon.api.congestion, which belongs to im.antiphon.api");
            refuse(
                    new VendorJar("1.0.0")
                            .header("Export-Package", "org.slf4j;version=2.0.99")
                            .bytes(),
                    Reason.CORE_PACKAGE,
                    "exports the package org.slf4j");
            refuse(
                    new VendorJar("1.0.0")
                            .header("Fragment-Host", "im.antiphon.core")
                            .bytes(),
                    Reason.FORBIDDEN,
                    "is a fragment");
            refuse(
                    new VendorJar("99.0.0")
                            .header("Bundle-SymbolicName", "im.antiphon.core")
                            .bytes(),
                    Reason.FORBIDDEN,
                    "has the symbolic name of a bundle of the server");
            refuse(
                    new VendorJar("1.0.0")
                            .imports("com.absent.library;version=\"[3,4)\"")
                            .bytes(),
                    Reason.UNRESOLVABLE,
                    "(osgi.wiring.package=com.absent.library)");
            refuse(
                    new VendorJar("1.0.0").activator(FailsAsItStarts.class).bytes(),
                    Reason.START,
                    "the flux capacitor is empty");
            configure(Map.of("start.timeout.millis", 1000L));
            refuse(
                    new VendorJar("1.0.0").activator(NeverStarts.class).bytes(),
                    Reason.START,
                    "has not started after 1000 ms");
            configure(PATIENT);
            refuse(
                    new VendorJar("1.0.0")
                            .component(FailsAsItIsActivated.class, "")
                            .bytes(),
                    Reason.START,
                    "no licence for this galaxy");
            refuse(
                    new VendorJar("1.0.0")
                            .component(FailsAsItIsActivated.class, "configuration-policy=\"require\"")
                            .bytes(),
                    Reason.START,
                    "write conf/com.acme.component.cfg.json first");
            calls.awaitPackets(HALF_A_SECOND);
            calls.verifyNothingWasLost();
        }
        assertThat(deployer.deployed()).isEmpty();
        others.verify(refused);
    }

    @Test
    public void whereSignaturesAreRequiredOnlyTrustedOnesComeIn() throws Exception {
        Keys acme = Keys.generate(server.home().resolve("keys"), "acme");
        Keys stranger = Keys.generate(server.home().resolve("keys"), "stranger");
        acme.export(server.home().resolve("conf/trusted/acme.pem"));
        configure(Map.of("signatures", "require", "start.timeout.millis", 60_000L));
        PluginInfo old = server.serving(PluginKind.CONGESTION, REMB);
        Bundle installed = server.bundle(old.bundle(), old.version()).orElseThrow();
        byte[] newer = PluginJars.newer(installed, "0.7.1");
        byte[] signed = acme.sign(newer);
        try (Calls calls = Calls.open(server.http(), ROOMS)) {
            refuse(newer, Reason.SIGNATURE, "it is not signed");
            refuse(stranger.sign(newer), Reason.SIGNATURE, "CN=stranger is not trusted here");
            refuse(PluginJars.withAnotherEntry(signed), Reason.SIGNATURE, "it was changed after it was signed");
            calls.awaitPackets(HALF_A_SECOND);

            plugins.drop("remb.jar", signed);
            server.awaitServing(PluginKind.CONGESTION, REMB, "0.7.1", calls.sessions());
            Eventually.holds(() -> deployer.deployed().size() == 1, () -> "deployed: " + deployer.deployed());
            assertThat(deployer.deployed()).extracting(DeployedPlugin::signer).containsExactly("CN=acme");
            calls.awaitPackets(HALF_A_SECOND);
            WeakReference<ClassLoader> classes = server.classLoader(old.bundle(), "0.7.1");
            plugins.delete("remb.jar");
            server.awaitServing(PluginKind.CONGESTION, REMB, old.version(), calls.sessions());
            Eventually.collected(classes, () -> "the class loader of a signed plugin is kept");
            calls.verifyNothingWasLost();
        }
        others.verify(refused + 1);
    }

    @Test
    public void ofSeveralDroppedAtOnceTheSoundOnesTakeOverAndTheOthersAreRefused() throws Exception {
        PluginInfo old = server.serving(PluginKind.CONGESTION, REMB);
        Bundle installed = server.bundle(old.bundle(), old.version()).orElseThrow();
        try (Calls calls = Calls.open(server.http(), ROOMS)) {
            plugins.drop(
                    "acme.jar",
                    new VendorJar("1.0.0").activator(FailsAsItStarts.class).bytes());
            plugins.drop("remb.jar", PluginJars.newer(installed, "0.7.2"));
            plugins.drop("remb-copy.jar", PluginJars.newer(installed, "0.7.2"));

            server.awaitServing(PluginKind.CONGESTION, REMB, "0.7.2", calls.sessions());
            assertThat(rejection("acme.jar").reason()).isEqualTo(Reason.START);
            Eventually.holds(
                    () -> find("remb.jar") != null || find("remb-copy.jar") != null,
                    () -> "history: " + deployer.history());
            assertThat(Stream.of("remb.jar", "remb-copy.jar").filter(file -> find(file) == null))
                    .as("one of two copies comes in")
                    .hasSize(1);
            assertThat(deployer.deployed()).hasSize(1);

            assertThat(deployer.rollBack(old.bundle()).version()).isEqualTo(old.version());
            server.awaitServing(PluginKind.CONGESTION, REMB, old.version(), calls.sessions());
            calls.awaitPackets(HALF_A_SECOND);
            calls.verifyNothingWasLost();
        }
        others.verify(3);
    }

    @Test
    public void uploadsGoByTheSameRulesAndOutliveTheDeployer() throws Exception {
        PluginInfo old = server.serving(PluginKind.CONGESTION, REMB);
        Bundle installed = server.bundle(old.bundle(), old.version()).orElseThrow();
        byte[] newer = PluginJars.newer(installed, "0.7.3");

        DeployedPlugin deployed = deployer.install("remb-0.7.3.jar", new ByteArrayInputStream(newer));

        assertThat(deployed.rollBackVersions()).containsExactly(old.version());
        assertThat(plugins.directory().resolve("remb-0.7.3.jar")).hasBinaryContent(newer);
        assertThat(catchThrowableOfType(
                                DeploymentException.class,
                                () -> deployer.install(
                                        "acme.jar",
                                        new ByteArrayInputStream(new VendorJar("1.0.0")
                                                .imports("com.absent.library")
                                                .bytes())))
                        .reason())
                .isEqualTo(Reason.UNRESOLVABLE);

        long bundle = server.bundle(old.bundle(), "0.7.3").orElseThrow().getBundleId();
        Bundle deployerBundle = server.bundle(
                        "im.antiphon.deploy", installed.getVersion().toString())
                .orElseThrow();
        deployerBundle.stop();
        server.awaitServing(PluginKind.CONGESTION, REMB, "0.7.3", 0);
        deployerBundle.start();
        deployer = server.service(PluginDeployer.class);
        assertThat(deployer.deployed()).extracting(DeployedPlugin::version).containsExactly("0.7.3");
        assertThat(server.bundle(old.bundle(), "0.7.3").orElseThrow().getBundleId())
                .as("the bundle runs on")
                .isEqualTo(bundle);

        deployer.remove("remb-0.7.3.jar");
        assertThat(server.bundle(old.bundle(), "0.7.3")).isEmpty();
        assertThat(plugins.directory().resolve("remb-0.7.3.jar")).doesNotExist();
    }

    private void refuse(byte[] jar, Reason reason, String message) throws Exception {
        refused++;
        String file = "refused-" + FILES.incrementAndGet() + ".jar";
        plugins.drop(file, jar);
        DeploymentEvent rejection = rejection(file);
        assertThat(rejection.message()).contains(message);
        assertThat(rejection.reason()).isEqualTo(reason);
        assertThat(plugins.directory().resolve(file)).doesNotExist();
        Eventually.holds(() -> Files.exists(plugins.directory().resolve("rejected/" + file + ".txt")), () -> file);
        assertThat(plugins.directory().resolve("rejected/" + file + ".txt"))
                .content()
                .contains(message);
    }

    /** Waits for it. */
    private DeploymentEvent rejection(String file) {
        Eventually.holds(() -> find(file) != null, () -> file + " is not refused: " + deployer.history());
        return Objects.requireNonNull(find(file));
    }

    private @Nullable DeploymentEvent find(String file) {
        return deployer.history().stream()
                .filter(event -> event.type() == DeploymentEvent.Type.REJECTED
                        && event.file().equals(file))
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns when it holds: what a component is configured with is shown by its service. A component is there, and its service
     * with it, while it still looks at its folder for the first time; what it is configured with then is not told to it but
     * to another instance, which takes its place. So nobody may look at which instances there are before this has returned.
     */
    private void configure(Map<String, Object> values) throws IOException {
        Hashtable<String, Object> marked = new Hashtable<>(values);
        int mark = CONFIGURATIONS.incrementAndGet();
        marked.put(MARK, mark);
        server.service(ConfigurationAdmin.class)
                .getConfiguration("im.antiphon.deploy", "?")
                .update(marked);
        Eventually.holds(
                () -> {
                    ServiceReference<PluginDeployer> reference = context.getServiceReference(PluginDeployer.class);
                    return reference != null && Integer.valueOf(mark).equals(reference.getProperty(MARK));
                },
                () -> "not configured: " + values);
    }
}
