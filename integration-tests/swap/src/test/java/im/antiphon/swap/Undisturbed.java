// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Watches that all bundles which were there at the beginning stay as they are: same wiring, no event, same services of the same
 * component instances. Only
 * those are left out that come and go in between.
 */
final class Undisturbed implements AutoCloseable {
    private record Standing(String bundle, int state, @Nullable BundleWiring wiring, List<String> services) {}

    private final BundleContext context;
    private final Map<Long, Standing> before;
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refreshes = new AtomicInteger();
    private final SynchronousBundleListener bundleListener;
    private final FrameworkListener frameworkListener;

    Undisturbed(BundleContext context) {
        this.context = context;
        before = standings();
        bundleListener = event -> {
            if (before.containsKey(event.getBundle().getBundleId())) {
                events.add(event.getBundle().getSymbolicName() + " " + name(event.getType()));
            }
        };
        frameworkListener = event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshes.incrementAndGet();
            } else if (event.getType() == FrameworkEvent.ERROR
                    && !(event.getThrowable()
                            instanceof ServiceException)) { // Told to who asks a broken plugin for it.
                events.add(event.getBundle() + " error " + event.getThrowable());
            }
        };
        context.addBundleListener(bundleListener);
        context.addFrameworkListener(frameworkListener);
    }

    /** @param swaps how many bundles have come and gone */
    void verify(int swaps) {
        assertThat(events).as("events of bundles that were there before").isEmpty();
        assertThat(standings()).isEqualTo(before);
        assertThat(before.values())
                .filteredOn(standing -> standing.wiring() != null)
                .allMatch(standing -> Objects.requireNonNull(standing.wiring()).isCurrent());
        // The framework does one for a bundle that goes; the deployer asks for none but where plugins need each other.
        assertThat(refreshes.get()).as("refreshes").isLessThanOrEqualTo(swaps);
        FrameworkWiring framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        Eventually.holds(
                () -> framework.getRemovalPendingBundles().isEmpty(),
                () -> "uninstalled bundles that others are still wired to: " + framework.getRemovalPendingBundles());
    }

    @Override
    public void close() {
        context.removeBundleListener(bundleListener);
        context.removeFrameworkListener(frameworkListener);
    }

    private Map<Long, Standing> standings() {
        Map<Long, Standing> standings = new TreeMap<>();
        for (Bundle bundle : context.getBundles()) {
            if (before != null && !before.containsKey(bundle.getBundleId())) {
                continue;
            }
            standings.put(
                    bundle.getBundleId(),
                    new Standing(
                            bundle.getSymbolicName() + " " + bundle.getVersion(),
                            bundle.getState(),
                            bundle.adapt(BundleWiring.class),
                            services(bundle)));
        }
        return standings;
    }

    private static List<String> services(Bundle bundle) {
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        return references == null
                ? List.of()
                : Stream.of(references)
                        .map(reference -> reference.getProperty(Constants.SERVICE_ID) + " "
                                + List.of((String[]) reference.getProperty(Constants.OBJECTCLASS)) + " of component "
                                + reference.getProperty("component.id"))
                        .sorted()
                        .toList();
    }

    private static String name(int type) {
        return switch (type) {
            case BundleEvent.STARTED -> "started";
            case BundleEvent.STOPPED -> "stopped";
            case BundleEvent.UPDATED -> "updated";
            case BundleEvent.UNINSTALLED -> "uninstalled";
            case BundleEvent.RESOLVED -> "resolved";
            case BundleEvent.UNRESOLVED -> "unresolved";
            default -> "event " + type;
        };
    }
}
