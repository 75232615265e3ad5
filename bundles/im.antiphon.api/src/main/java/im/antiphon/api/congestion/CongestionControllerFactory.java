// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.congestion;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The OSGi service of a congestion control plugin. Its component carries {@link im.antiphon.api.plugin.PluginName}. Called
 * by several event loops at once.
 */
@ConsumerType
public interface CongestionControllerFactory {
    /**
     * A controller for one peer.
     *
     * @param limits what its target must stay within
     * @param random the only source of chance it may use
     * @param seed what its predecessor left, or null at the start of a call
     */
    CongestionController create(CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed);
}
