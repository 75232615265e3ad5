// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * A service that is there once all that is deployed has been started. The gateway waits for it: a port that is open before the
 * media server is there refuses those who come first, and on a busy machine seconds may lie between the two.
 *
 * <p>While the framework is on its way to its start level, its level is that of the bundles it is starting, so ours; the news that
 * it has arrived is awaited. Is it higher already, then this bundle has been started alone.
 */
@Component(
        service = {},
        immediate = true)
public final class AllStarted {
    private final BundleContext context;
    private final FrameworkListener listener = this::onFrameworkEvent;

    // guarded by this
    private boolean arrived;

    private boolean over;
    private @Nullable ServiceRegistration<AllStarted> registration;

    @Activate
    public AllStarted(BundleContext context) {
        this.context = context;
        FrameworkStartLevel framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkStartLevel.class);
        context.addFrameworkListener(listener);
        int ours = context.getBundle().adapt(BundleStartLevel.class).getStartLevel();
        if (framework.getStartLevel() > ours) {
            register();
        }
    }

    private void onFrameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED || event.getType() == FrameworkEvent.STARTED) {
            register();
        }
    }

    private void register() {
        context.removeFrameworkListener(listener);
        synchronized (this) {
            if (arrived || over) {
                return;
            }
            arrived = true;
        }
        // Outside the lock: whoever waits for it is activated here.
        ServiceRegistration<AllStarted> made = context.registerService(AllStarted.class, this, null);
        synchronized (this) {
            registration = made;
            if (!over) {
                return;
            }
        }
        made.unregister();
    }

    @Deactivate
    void stop() {
        context.removeFrameworkListener(listener);
        ServiceRegistration<AllStarted> made;
        synchronized (this) {
            over = true;
            made = registration;
        }
        if (made != null) {
            made.unregister();
        }
    }
}
