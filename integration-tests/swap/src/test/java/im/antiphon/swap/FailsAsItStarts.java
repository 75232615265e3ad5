// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A plugin whose activator throws. */
public final class FailsAsItStarts implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        throw new IllegalStateException("the flux capacitor is empty");
    }

    @Override
    public void stop(BundleContext context) {}
}
