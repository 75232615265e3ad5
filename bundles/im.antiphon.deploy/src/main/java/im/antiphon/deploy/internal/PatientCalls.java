// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.internal;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and uninstalls plugins on a thread aside, so that one that does not come back holds up nobody but itself. It is
 * interrupted; if it does not heed that, its thread is lost.
 */
final class PatientCalls {
    private static final Logger LOG = LoggerFactory.getLogger(PatientCalls.class);

    /** So many may hang before none is started any more. */
    private static final int MAXIMUM_HANGING = 4;

    /** More than the slots take to drain a plugin. */
    private static final long UNINSTALL_MILLIS = 60_000;

    /** What an interrupted one is given to come back. */
    private static final long LEAVE_MILLIS = 2000;

    private final ThreadPoolExecutor aside = new ThreadPoolExecutor(
            0, MAXIMUM_HANGING, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), PatientCalls::thread);
    private volatile long startMillis;

    PatientCalls(long startMillis) {
        this.startMillis = startMillis;
    }

    private interface Step {
        void run() throws BundleException;
    }

    void startTimeout(long millis) {
        startMillis = millis;
    }

    /** @throws DeploymentException where it fails, or takes too long */
    void start(Bundle bundle) {
        String label = FrameworkPlugins.label(bundle);
        long millis = startMillis;
        try {
            // Transient: after a restart of the server it is checked anew before it runs.
            call(() -> bundle.start(Bundle.START_TRANSIENT), millis);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof BundleException thrown ? thrown : e;
            LOG.warn("plugin {} fails as it starts", label, cause);
            throw new DeploymentException(
                    Reason.START,
                    label + " fails as it starts (Bundle-Activator): " + Causes.told(cause)
                            + ". The log has the rest.");
        } catch (TimeoutException e) {
            throw new DeploymentException(
                    Reason.START,
                    label + " has not started after " + millis + " ms. Do nothing in an activator or in activate that"
                            + " waits; or raise start.timeout.millis in conf/im.antiphon.deploy.cfg.json.");
        } catch (RejectedExecutionException e) {
            throw new DeploymentException(
                    Reason.START, label + " is not started: " + MAXIMUM_HANGING + " plugins hang. Restart the server.");
        }
    }

    /** Says in the log where it fails, or takes too long. */
    void uninstall(Bundle bundle) {
        String label = FrameworkPlugins.label(bundle);
        if (bundle.getState() == Bundle.STARTING) {
            LOG.error("plugin {} hangs in its start and cannot be uninstalled before the server is restarted", label);
            return;
        }
        try {
            call(bundle::uninstall, UNINSTALL_MILLIS);
        } catch (ExecutionException e) {
            LOG.warn("plugin {} is not uninstalled cleanly: {}", label, Causes.told(e));
        } catch (TimeoutException | RejectedExecutionException e) {
            LOG.error("plugin {} hangs in its stop; restart the server to be rid of it", label);
        }
    }

    void close() {
        aside.shutdownNow();
    }

    private void call(Step step, long millis) throws ExecutionException, TimeoutException {
        CountDownLatch back = new CountDownLatch(1);
        Future<?> call = aside.submit(() -> {
            try {
                step.run();
                return null;
            } finally {
                back.countDown();
            }
        });
        try {
            call.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            call.cancel(true);
            awaitQuietly(back);
            throw e;
        } catch (InterruptedException e) {
            call.cancel(true);
            throw interrupted();
        }
    }

    private static void awaitQuietly(CountDownLatch back) {
        try {
            if (!back.await(LEAVE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.error("a plugin does not heed being interrupted; its thread is lost");
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static DeploymentException interrupted() {
        Thread.currentThread().interrupt();
        return new DeploymentException(Reason.STOPPED, "the deployer is being stopped");
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "antiphon-deploy-aside");
        thread.setDaemon(true);
        return thread;
    }
}
