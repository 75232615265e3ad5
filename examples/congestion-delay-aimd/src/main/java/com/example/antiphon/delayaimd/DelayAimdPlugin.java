// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.CongestionSnapshot;
import im.antiphon.api.plugin.PluginName;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Offers {@link DelayAimdController} as the plugin {@code delay-aimd}, above what comes with the server. */
@Component(
        service = CongestionControllerFactory.class,
        configurationPid = DelayAimdPlugin.PID,
        property = "service.ranking:Integer=20")
@PluginName("delay-aimd")
@Designate(ocd = DelayAimdConfiguration.class)
public final class DelayAimdPlugin implements CongestionControllerFactory {
    static final String PID = "com.example.antiphon.delayaimd";

    private volatile long queueingLimitNanos;

    @Activate
    public DelayAimdPlugin(DelayAimdConfiguration configuration) {
        configure(configuration);
    }

    /** Spares the running peers a swap: those that come later follow. */
    @Modified
    void configure(DelayAimdConfiguration configuration) {
        queueingLimitNanos = TimeUnit.MILLISECONDS.toNanos(configuration.queueing_limit_millis());
    }

    @Override
    public CongestionController create(
            CongestionLimits limits, RandomGenerator random, @Nullable CongestionSnapshot seed) {
        return new DelayAimdController(limits, queueingLimitNanos, seed);
    }
}
