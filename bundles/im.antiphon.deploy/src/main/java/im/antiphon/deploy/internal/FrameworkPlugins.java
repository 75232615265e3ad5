// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.internal;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.deploy.PluginFramework;
import im.antiphon.deploy.Standing;
import im.antiphon.deploy.admission.Surroundings;
import im.antiphon.deploy.admission.Surroundings.Exported;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plugins in the OSGi framework. A bundle is one of them by its location, and no other is ever changed from here. */
final class FrameworkPlugins implements PluginFramework {
    private static final Logger LOG = LoggerFactory.getLogger(FrameworkPlugins.class);

    /** As the bundles of the distribution that are not told otherwise. */
    private static final int START_LEVEL = 20;

    private static final int REFRESH_SECONDS = 10;

    private final BundleContext context;
    private final FrameworkWiring wiring;
    private final ComponentReport components;
    private final PatientCalls calls;

    FrameworkPlugins(BundleContext context, ComponentReport components, PatientCalls calls) {
        this.context = context;
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        this.components = components;
        this.calls = calls;
    }

    @Override
    public Surroundings surroundings() {
        List<Exported> packages = new ArrayList<>();
        Set<String> core = new HashSet<>();
        Map<String, Version> replaceable = new HashMap<>();
        for (Bundle bundle : context.getBundles()) {
            String name = String.valueOf(bundle.getSymbolicName());
            boolean ofCore = !plugin(bundle);
            if (ofCore) {
                core.add(name);
                if (providesPlugin(bundle)) {
                    replaceable.merge(
                            name, bundle.getVersion(), (one, other) -> one.compareTo(other) > 0 ? one : other);
                }
            }
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null) {
                for (BundleCapability each : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                    Map<String, Object> attributes = each.getAttributes();
                    packages.add(new Exported(
                            String.valueOf(attributes.get(PackageNamespace.PACKAGE_NAMESPACE)),
                            attributes.get(Constants.VERSION_ATTRIBUTE) instanceof Version version
                                    ? version
                                    : Version.emptyVersion,
                            name,
                            ofCore));
                }
            }
        }
        return new Surroundings(packages, core, replaceable);
    }

    @Override
    public void retain(Set<String> locations) {
        for (Bundle bundle : context.getBundles()) {
            if (plugin(bundle) && !locations.contains(bundle.getLocation())) {
                uninstall(bundle.getBundleId());
            }
        }
    }

    @Override
    public long install(String location, Path jar) {
        try (InputStream content = Files.newInputStream(jar)) {
            Bundle bundle = context.installBundle(location, content);
            BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
            if (level.getStartLevel() != START_LEVEL) { // It is set by another thread, which might come after the end.
                level.setStartLevel(START_LEVEL);
            }
            return bundle.getBundleId();
        } catch (BundleException e) {
            throw new DeploymentException(
                    Reason.MANIFEST, "the OSGi framework does not take it: " + Causes.told(e) + ". Build it with bnd.");
        } catch (IOException e) {
            throw new DeploymentException(Reason.DISK, "the copy of it cannot be read: " + e, e);
        }
    }

    @Override
    public void resolve(long id) {
        Bundle bundle = require(id);
        if (!wiring.resolveBundles(List.of(bundle))) {
            throw new DeploymentException(Reason.UNRESOLVABLE, Unresolved.explain(bundle, wiring));
        }
        List<String> others = dependents(bundle).stream()
                .filter(each -> !plugin(each))
                .map(FrameworkPlugins::label)
                .toList();
        if (!others.isEmpty()) {
            throw new DeploymentException(
                    Reason.FORBIDDEN,
                    label(bundle) + " is not started: bundles of the server would depend on it (" + others
                            + "). Do not export what the server imports.");
        }
    }

    @Override
    public void start(long id) {
        calls.start(require(id));
    }

    @Override
    public void verify(long id) {
        Bundle bundle = require(id);
        if (bundle.getState() != Bundle.ACTIVE) {
            throw new DeploymentException(
                    bundle.getState() == Bundle.INSTALLED ? Reason.UNRESOLVABLE : Reason.START,
                    label(bundle) + " does not run: what it needs has gone, or it stops itself.");
        }
        components.verify(bundle);
    }

    @Override
    public void uninstall(long id) {
        Bundle bundle = context.getBundle(id);
        if (bundle == null || !plugin(bundle)) {
            return;
        }
        Collection<Bundle> affected = dependents(bundle);
        String label = label(bundle);
        calls.uninstall(bundle);
        if (!wiring.getRemovalPendingBundles().contains(bundle)) {
            return;
        }
        if (affected.stream().allMatch(FrameworkPlugins::plugin)) {
            LOG.info("plugin {} had others wired to it, which are resolved again: {}", label, affected);
            refresh(bundle);
        } else {
            LOG.error(
                    "plugin {} is uninstalled, but its classes stay: the server's bundles use them: {}",
                    label,
                    affected);
        }
    }

    @Override
    public boolean running(long id) {
        Bundle bundle = context.getBundle(id);
        return bundle != null && bundle.getState() == Bundle.ACTIVE;
    }

    @Override
    public boolean stopping() {
        return context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() == Bundle.STOPPING;
    }

    private void refresh(Bundle bundle) {
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring.refreshBundles(List.of(bundle), event -> refreshed.countDown());
        try {
            if (!refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a plugin does not come back from being wired anew");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What would be refreshed with it, itself left out. */
    private Collection<Bundle> dependents(Bundle bundle) {
        return wiring.getDependencyClosure(List.of(bundle)).stream()
                .filter(each -> !each.equals(bundle))
                .collect(Collectors.toSet());
    }

    private Bundle require(long id) {
        Bundle bundle = context.getBundle(id);
        if (bundle == null || !plugin(bundle)) {
            throw new DeploymentException(Reason.START, "somebody else has uninstalled it at the same time; try again");
        }
        return bundle;
    }

    private static boolean plugin(Bundle bundle) {
        return Standing.isLocation(String.valueOf(bundle.getLocation()));
    }

    /** Plugins say their name in the properties of their services. */
    private static boolean providesPlugin(Bundle bundle) {
        ServiceReference<?> @Nullable [] services = bundle.getRegisteredServices();
        if (services != null) {
            for (ServiceReference<?> each : services) {
                if (each.getProperty(PluginName.PROPERTY) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    static String label(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
