// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The framework with the features in it.
 *
 * <p>It is brought up in two steps: first to the level of Configuration Admin, which is filled, then to the level of
 * everything, so that no component sees a configuration come late. Bundles are installed by reference, from where they
 * lie, and resolved all at once before any is started.
 */
final class Server {
    /** Service property of the {@code Supplier<String>} whose text is printed at start: there when calls can come in. */
    static final String START_SCREEN = "(antiphon.start.screen=*)";

    /** Service property of the {@code Supplier<String>} that tells what is missing while the other is not there. */
    static final String START_DIAGNOSIS = "(antiphon.start.diagnosis=*)";

    private static final int CONFIGURATION_LEVEL = 2;
    private static final int RUNNING_LEVEL = 30;
    private static final int LEVEL_SECONDS = 60;

    private final Framework framework;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();

    private Server(Framework framework) {
        this.framework = framework;
    }

    /**
     * Installs and resolves.
     *
     * @param properties for the framework, beside those that the features ask for
     * @throws LaunchException naming each requirement that nothing meets
     */
    static Server prepare(Home home, Features features, Map<String, String> properties) {
        Map<String, String> all = new LinkedHashMap<>(features.frameworkProperties());
        all.put(Constants.FRAMEWORK_STORAGE, home.data().resolve("framework").toString());
        // Shared with the launcher, which writes configurations: Configuration Admin imports what it exports.
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6.1");
        all.putAll(properties);
        Framework framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(all);
        Server server = new Server(framework);
        try {
            framework.init(server::onFrameworkEvent);
            framework.getBundleContext().addFrameworkListener(server::onFrameworkEvent);
            List<Bundle> bundles = server.install(home.bundles(), features);
            server.resolve(bundles);
            for (Bundle bundle : bundles) {
                if (!fragment(bundle)) {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                }
            }
        } catch (BundleException e) {
            throw new LaunchException(String.valueOf(e.getMessage()), e);
        }
        return server;
    }

    private List<Bundle> install(Path repository, Features features) throws BundleException {
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        for (Features.BundleEntry entry : features.bundles()) {
            Path file = repository.resolve(entry.path());
            if (!Files.exists(file)) {
                throw new LaunchException("a feature names a bundle that is not there: " + file);
            }
            Bundle bundle = context.installBundle("reference:" + file.toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
            bundles.add(bundle);
        }
        return bundles;
    }

    private void resolve(List<Bundle> bundles) {
        if (framework.adapt(FrameworkWiring.class).resolveBundles(bundles)) {
            return;
        }
        List<String> lines = Unresolved.explain(
                bundles.stream().filter(bundle -> !fragment(bundle)).toList(), framework);
        if (!lines.isEmpty()) {
            throw new LaunchException("bundles cannot be resolved:\n" + String.join("\n", lines));
        }
    }

    /**
     * Starts what calls cannot do without before there is configuration.
     *
     * @return writes to its Configuration Admin
     */
    ConfigurationWriter startConfiguration() {
        try {
            framework.start();
        } catch (BundleException e) {
            throw new LaunchException(String.valueOf(e.getMessage()), e);
        }
        level(CONFIGURATION_LEVEL);
        ConfigurationWriter writer = new ConfigurationWriter(service(
                "(" + Constants.OBJECTCLASS + "=" + ConfigurationAdmin.class.getName() + ")",
                ConfigurationAdmin.class,
                Duration.ofSeconds(5),
                () -> "Configuration Admin does not start"));
        framework.getBundleContext().registerService(ConfigurationListener.class, writer, null);
        return writer;
    }

    /**
     * Starts all the rest.
     *
     * @param patience how long it may take until calls can come in
     * @return what to print
     */
    String startAll(Duration patience) {
        level(RUNNING_LEVEL);
        if (!errors.isEmpty()) {
            throw new LaunchException("not all bundles start:\n  " + String.join("\n  ", errors));
        }
        return String.valueOf(service(
                        START_SCREEN,
                        Supplier.class,
                        patience,
                        () -> "not ready after " + patience.toSeconds() + " s: " + diagnosis() + "; the log says more")
                .get());
    }

    private String diagnosis() {
        return String.valueOf(
                service(START_DIAGNOSIS, Supplier.class, Duration.ofSeconds(1), () -> "nothing tells what is missing")
                        .get());
    }

    /** Blocks until the framework has been stopped, by whoever. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    /**
     * Stops every bundle, those of the highest level first.
     *
     * @return whether that was done in time
     */
    boolean stop(Duration patience) throws InterruptedException {
        try {
            framework.stop();
        } catch (BundleException e) {
            return false;
        }
        return framework.waitForStop(Math.max(1, patience.toMillis())).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    }

    private void level(int level) {
        CountDownLatch reached = new CountDownLatch(1);
        framework.adapt(FrameworkStartLevel.class).setStartLevel(level, event -> reached.countDown());
        try {
            if (!reached.await(LEVEL_SECONDS, TimeUnit.SECONDS)) {
                throw new LaunchException(
                        "bundles take more than " + LEVEL_SECONDS + " s to start (start level " + level + ")");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException("interrupted", e);
        }
    }

    private <S> S service(String filter, Class<S> type, Duration patience, Supplier<String> otherwise) {
        try {
            ServiceTracker<S, S> tracker = new ServiceTracker<>(
                    framework.getBundleContext(), framework.getBundleContext().createFilter(filter), null);
            tracker.open(true); // Never closed: that would end the service for us. Stopping the framework does it.
            S service = tracker.waitForService(patience.toMillis());
            if (service == null) {
                throw new LaunchException(otherwise.get());
            }
            return type.cast(service);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(filter, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException("interrupted", e);
        }
    }

    private void onFrameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR && event.getThrowable() instanceof BundleException thrown) {
            errors.add(event.getBundle().getSymbolicName() + ": " + cause(thrown));
        }
    }

    private static String cause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == thrown ? thrown.toString() : thrown.getMessage() + " (" + cause + ")";
    }

    private static boolean fragment(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }
}
