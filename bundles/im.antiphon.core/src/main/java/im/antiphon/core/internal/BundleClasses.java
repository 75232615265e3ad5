// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.core.plugin.PluginClasses;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleReference;
import org.osgi.framework.wiring.BundleWiring;

/** Looks for class files in the plugins' own bundles, libraries embedded in them included. */
final class BundleClasses implements PluginClasses {
    private final BundleContext context;

    BundleClasses(BundleContext context) {
        this.context = context;
    }

    @Override
    public boolean contain(PluginInfo plugin, String className) {
        int end = className.lastIndexOf('.');
        String folder = end < 0 ? "/" : className.substring(0, end).replace('.', '/');
        String file = className.substring(end + 1) + ".class";
        for (Bundle bundle : context.getBundles()) {
            if (isOf(plugin, bundle) && holds(bundle, folder, file)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean areLoadedBy(PluginInfo plugin, ClassLoader loader) {
        return loader instanceof BundleReference reference && isOf(plugin, reference.getBundle());
    }

    private static boolean isOf(PluginInfo plugin, Bundle bundle) {
        return plugin.bundle().equals(bundle.getSymbolicName())
                && plugin.version().equals(bundle.getVersion().toString());
    }

    private static boolean holds(Bundle bundle, String folder, String file) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring != null
                && !wiring.listResources(folder, file, BundleWiring.LISTRESOURCES_LOCAL)
                        .isEmpty();
    }
}
