// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeploymentEvent;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.api.plugin.PluginDeployer;
import im.antiphon.deploy.DeploySettings;
import im.antiphon.deploy.DeploymentJournal;
import im.antiphon.deploy.PluginDeployments;
import im.antiphon.deploy.PluginFolder;
import im.antiphon.deploy.Upload;
import im.antiphon.deploy.admission.Gate;
import im.antiphon.deploy.jar.JarLimits;
import im.antiphon.deploy.signature.SignaturePolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the thread on which plugins come and go: it looks at the folder, and does what others ask for in between.
 *
 * <p>Where the kernel tells of changes, it looks when it is told, and goes on looking once a period until a whole period was
 * quiet and no file is still being written; from then on only now and then, in case something was missed. Elsewhere it looks
 * once a period.
 */
@Component(immediate = true, service = PluginDeployer.class, configurationPid = PluginDeployerComponent.PID)
@Designate(ocd = DeployConfiguration.class)
public final class PluginDeployerComponent implements PluginDeployer {
    static final String PID = "im.antiphon.deploy";

    private static final Logger LOG = LoggerFactory.getLogger(PluginDeployerComponent.class);

    /** So many changes may wait; more are refused. */
    private static final int MAXIMUM_WAITING = 16;

    /** A node is to be ready with its plugins, but one that hangs must not keep it from starting. */
    private static final int FIRST_LOOK_SECONDS = 15;

    private static final int END_SECONDS = 5;
    private static final long SHORTEST_POLL_MILLIS = 10;

    /** Between two looks at a folder of whose changes we are told. */
    private static final long QUIET_MILLIS = 5_000;

    private final Path home;
    private final DeploymentJournal journal;
    private final PatientCalls calls;
    private final PluginDeployments deployments;
    private final Semaphore waiting = new Semaphore(MAXIMUM_WAITING);
    private final ScheduledThreadPoolExecutor thread;
    private final FolderNews news;
    private final AtomicBoolean heard = new AtomicBoolean();
    private volatile long pollMillis;

    // confined to the thread
    private boolean quiet;
    private @Nullable Future<?> nextLook;

    @Activate
    public PluginDeployerComponent(
            BundleContext context,
            DeployConfiguration configuration,
            @Reference ServiceComponentRuntime components,
            @Reference MetricRegistry metrics)
            throws IOException, InterruptedException {
        String property = context.getProperty("antiphon.home");
        if (property == null) {
            throw new IllegalStateException("antiphon.home: not set (expected: the folder that plugins/ is in)");
        }
        home = Path.of(property);
        journal = new DeploymentJournal(metrics, System::currentTimeMillis);
        calls = new PatientCalls(configuration.start_timeout_millis());
        deployments = new PluginDeployments(
                new FrameworkPlugins(context, new ComponentReport(components), calls),
                journal,
                new PluginFolder(home.resolve("plugins"), home.resolve("data/plugins")),
                settings(configuration),
                System::currentTimeMillis);
        pollMillis = Math.max(SHORTEST_POLL_MILLIS, configuration.poll_millis());
        thread = new ScheduledThreadPoolExecutor(1, PluginDeployerComponent::daemon);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        news = new FolderNews(
                home.resolve("plugins"), this::heard); // Before the first look, which sees what was before.
        CountDownLatch looked = new CountDownLatch(1);
        thread.execute(() -> {
            look();
            looked.countDown();
        });
        if (!looked.await(FIRST_LOOK_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("the plugins in {} take long to start; the server goes on without waiting", home);
        }
    }

    @Modified
    void modified(DeployConfiguration configuration) {
        DeploySettings settings = settings(configuration);
        calls.startTimeout(configuration.start_timeout_millis());
        pollMillis = Math.max(SHORTEST_POLL_MILLIS, configuration.poll_millis());
        thread.execute(() -> deployments.settings(settings));
    }

    @Deactivate
    void stop() throws InterruptedException, IOException {
        news.close();
        thread.shutdownNow();
        if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("a plugin does not come back from its start or stop; it is left alone");
        }
        calls.close();
    }

    @Override
    public DeployedPlugin install(String fileName, InputStream jar) {
        return await(() -> {
            Upload upload = deployments.receive(fileName, jar);
            return () -> deployments.install(upload);
        });
    }

    @Override
    public DeployedPlugin remove(String fileName) {
        return await(() -> () -> deployments.remove(fileName));
    }

    @Override
    public DeployedPlugin rollBack(String symbolicName) {
        return await(() -> () -> deployments.rollBack(symbolicName));
    }

    @Override
    public List<DeployedPlugin> deployed() {
        return deployments.deployed();
    }

    @Override
    public List<DeploymentEvent> history() {
        return journal.events();
    }

    /** @param preparation is done on the caller's thread, and yields what is to be done on ours */
    private DeployedPlugin await(Supplier<Callable<DeployedPlugin>> preparation) {
        if (!waiting.tryAcquire()) {
            throw new DeploymentException(
                    Reason.BUSY, MAXIMUM_WAITING + " changes of plugins wait already; try again in a moment");
        }
        try {
            Future<DeployedPlugin> changed = thread.submit(preparation.get());
            try {
                return changed.get();
            } catch (InterruptedException e) {
                changed.cancel(false);
                Thread.currentThread().interrupt();
                throw new DeploymentException(
                        Reason.STOPPED, "interrupted; whether the change took place is in the history", e);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DeploymentException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("the deployer failed at a change", e.getCause());
        } catch (RejectedExecutionException | CancellationException e) {
            throw new DeploymentException(Reason.STOPPED, "the deployer is being stopped", e);
        } finally {
            waiting.release();
        }
    }

    /** On the thread of the news. */
    private void heard() {
        if (!heard.getAndSet(true)) {
            try {
                thread.execute(this::wake);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("a change of the plugins' folder came too late");
            }
        }
    }

    /** What is not quiet looks soon anyway. */
    private void wake() {
        if (quiet && nextLook != null) {
            nextLook.cancel(false);
            look();
        }
    }

    private void look() {
        boolean changing = heard.getAndSet(false);
        try {
            deployments.look();
        } catch (IOException | RuntimeException | LinkageError failure) { // The edge: or the looks would end silently.
            LOG.error("one look at the plugins' folder failed; there will be others", failure);
        } finally {
            quiet = news.told() && !changing && !deployments.settling();
            if (!thread.isShutdown()) {
                nextLook = thread.schedule(
                        this::look, quiet ? Math.max(QUIET_MILLIS, pollMillis) : pollMillis, TimeUnit.MILLISECONDS);
            }
        }
    }

    private DeploySettings settings(DeployConfiguration configuration) {
        SignaturePolicy policy;
        try {
            policy = SignaturePolicy.valueOf(configuration.signatures().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{}: signatures: {} (expected: off, warn or require); taken as require",
                    PID,
                    configuration.signatures());
            policy = SignaturePolicy.REQUIRE; // A slip of the pen must not open the door.
        }
        return new DeploySettings(
                new Gate(
                        new JarLimits(
                                configuration.maximum_bytes(),
                                configuration.maximum_unpacked_bytes(),
                                configuration.maximum_entries()),
                        policy,
                        home.resolve(configuration.trusted())),
                configuration.former_versions());
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "antiphon-deploy");
        thread.setDaemon(true);
        return thread;
    }
}
