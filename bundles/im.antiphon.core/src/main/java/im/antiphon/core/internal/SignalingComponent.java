// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.signaling.Retention;
import im.antiphon.core.signaling.SignalingLimits;
import im.antiphon.core.signaling.SignalingService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The signaling service, for transports as {@link SignalingEndpoint}, within this bundle as itself. */
@Component(
        immediate = true,
        configurationPid = SignalingComponent.PID,
        service = {SignalingEndpoint.class, SignalingService.class})
@Designate(ocd = SignalingConfiguration.class)
public final class SignalingComponent extends SignalingService {
    static final String PID = "im.antiphon.core.signaling";

    @Activate
    public SignalingComponent(
            @Reference SessionRegistry sessions,
            @Reference Codecs codecs,
            @Reference CurrentMediaServer mediaServer,
            @Reference MetricRegistry metrics,
            @Reference CurrentRateLimiter limiter,
            @Reference Deadlines deadlines,
            SignalingConfiguration configuration) {
        super(
                new Surroundings(sessions, codecs, mediaServer, metrics, limiter, deadlines, System::nanoTime),
                new SignalingLimits(
                        configuration.participants_per_room(),
                        configuration.errors(),
                        TimeUnit.MILLISECONDS.toNanos(configuration.error_window_millis()),
                        configuration.heartbeat_seconds(),
                        configuration.timeout_seconds(),
                        new Retention(
                                configuration.resume_window_seconds(),
                                configuration.kept_messages(),
                                configuration.kept_bytes(),
                                configuration.detached_sessions())));
    }

    @Deactivate
    void deactivate() {
        endAll();
    }
}
