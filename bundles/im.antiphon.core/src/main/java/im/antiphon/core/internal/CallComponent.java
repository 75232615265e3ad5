// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.call.Calls;
import im.antiphon.core.call.CallLimits;
import im.antiphon.core.call.CallSettings;
import im.antiphon.core.call.RelayFigures;
import im.antiphon.core.call.RelaySettings;
import im.antiphon.core.calling.CallService;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.signaling.SignalingService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The calls of this node's clients. */
@Component(
        immediate = true,
        configurationPid = CallComponent.PID,
        service = {Calls.class, CallService.class})
@Designate(ocd = CallConfiguration.class)
public final class CallComponent extends CallService {
    static final String PID = "im.antiphon.core.call";

    private static final long STALE_SECONDS = 10;

    @Activate
    public CallComponent(
            @Reference SignalingService signaling,
            @Reference SessionRegistry sessions,
            @Reference MetricRegistry metrics,
            @Reference CurrentTracer tracer,
            CallConfiguration configuration) {
        super(signaling, sessions::secret, metrics, tracer, limits(configuration));
        start();
    }

    @Deactivate
    void deactivate() {
        stop();
    }

    private static CallLimits limits(CallConfiguration configuration) {
        return new CallLimits(
                new CallSettings(
                        TimeUnit.SECONDS.toNanos(configuration.ring_seconds()),
                        TimeUnit.SECONDS.toNanos(configuration.alone_seconds()),
                        configuration.legs_per_call(),
                        configuration.call_waiting()),
                relay(configuration),
                configuration.calls_per_user(),
                configuration.calls());
    }

    private static RelaySettings relay(CallConfiguration configuration) {
        double loss = configuration.relay_loss();
        double roundTrip = configuration.relay_round_trip_millis();
        double jitter = configuration.relay_jitter_millis();
        double load = configuration.relay_load();
        return new RelaySettings(
                new RelayFigures(loss, roundTrip, jitter, load, load, load),
                new RelayFigures(loss / 4, roundTrip * 5 / 8, jitter / 2, load * 7 / 9, load * 7 / 9, load * 7 / 9),
                TimeUnit.SECONDS.toNanos(configuration.relay_after_seconds()),
                TimeUnit.SECONDS.toNanos(configuration.direct_after_seconds()),
                TimeUnit.SECONDS.toNanos(STALE_SECONDS));
    }
}
