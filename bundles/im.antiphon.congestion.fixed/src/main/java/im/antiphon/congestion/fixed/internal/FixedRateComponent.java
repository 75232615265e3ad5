// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.fixed.internal;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.congestion.fixed.FixedRateController;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Offers {@link FixedRateController} as the plugin {@code fixed}. */
@Component(service = CongestionControllerFactory.class, configurationPid = FixedRateComponent.PID)
@PluginName("fixed")
@Designate(ocd = FixedRateConfiguration.class)
public final class FixedRateComponent implements CongestionControllerFactory {
    static final String PID = "im.antiphon.congestion.fixed";

    private volatile long bitsPerSecond;

    @Activate
    public FixedRateComponent(FixedRateConfiguration configuration) {
        configure(configuration);
    }

    /** Spares the running peers a swap: those that come later follow. */
    @Modified
    void configure(FixedRateConfiguration configuration) {
        bitsPerSecond = configuration.bits_per_second();
    }

    @Override
    public CongestionController create(
            CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
        return new FixedRateController(limits, bitsPerSecond, seed);
    }
}
