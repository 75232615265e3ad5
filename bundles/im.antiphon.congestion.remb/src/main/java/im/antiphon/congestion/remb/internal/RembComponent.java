// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.remb.internal;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.congestion.remb.RembController;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Offers {@link RembController} as the plugin {@code remb}. */
@Component(
        service = CongestionControllerFactory.class,
        configurationPid = RembComponent.PID,
        property = Constants.SERVICE_RANKING + ":Integer=10")
@PluginName("remb")
@Designate(ocd = RembConfiguration.class)
public final class RembComponent implements CongestionControllerFactory {
    static final String PID = "im.antiphon.congestion.remb";

    private volatile long estimateLifetimeNanos;

    @Activate
    public RembComponent(RembConfiguration configuration) {
        configure(configuration);
    }

    /** Spares the running peers a swap: those that come later follow. */
    @Modified
    void configure(RembConfiguration configuration) {
        estimateLifetimeNanos = TimeUnit.MILLISECONDS.toNanos(configuration.estimate_lifetime_millis());
    }

    @Override
    public CongestionController create(
            CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
        return new RembController(limits, estimateLifetimeNanos, seed);
    }
}
