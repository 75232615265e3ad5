// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.congestion;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ProviderType;

/** Where the media path gets its controllers from, whichever plugin serves. */
@ProviderType
public interface CongestionControllers {
    /**
     * Opens a controller that stays valid while plugins come and go beneath it: it migrates on {@code loop}, answers from
     * the next best plugin when one throws, and from a built-in constant rate when there is none. It throws nothing.
     *
     * @param limits what targets stay within
     * @param random the only source of chance a plugin may use for it
     * @param loop the event loop that makes all calls; swaps are carried out by tasks on it
     */
    ManagedCongestionController open(CongestionLimits limits, RandomGenerator random, Executor loop);

    /**
     * Opens a controller from the plugin that configuration chooses for a tenant.
     *
     * @param tenant on whose behalf, see {@link im.antiphon.api.plugin.Tenants}
     */
    default ManagedCongestionController open(
            String tenant, CongestionLimits limits, RandomGenerator random, Executor loop) {
        return open(limits, random, loop);
    }
}
