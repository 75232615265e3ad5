// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.auth.Admission;
import im.antiphon.core.auth.TokenExpiry;
import im.antiphon.core.session.Deadlines;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.signaling.MessageType;
import im.antiphon.core.signaling.SignalingService;
import im.antiphon.core.signaling.TokenNotices;
import im.antiphon.core.signaling.TokenRenewal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Ends sessions whose tokens have expired, once a second, and takes newer tokens of signaling clients. */
@Component(immediate = true, configurationPid = ClientAdmissionComponent.PID, service = TokenExpiryComponent.class)
public final class TokenExpiryComponent {
    private static final long SWEEP_NANOS = 1_000_000_000L;

    private final SignalingService signaling;
    private final Deadlines deadlines;
    private final TokenNotices notices;
    private volatile boolean stopped;
    private volatile Deadlines.@Nullable Deadline next;

    @Activate
    public TokenExpiryComponent(
            @Reference SessionRegistry sessions,
            @Reference SignalingService signaling,
            @Reference Deadlines deadlines,
            @Reference Admission admission,
            AuthConfiguration configuration) {
        this.signaling = signaling;
        this.deadlines = deadlines;
        TokenExpiry.Times times = new TokenExpiry.Times(
                TimeUnit.SECONDS.toMillis(configuration.token_notice_seconds()),
                TimeUnit.SECONDS.toMillis(configuration.token_grace_seconds()));
        notices = new TokenNotices(sessions, signaling, new TokenExpiry(sessions, times, sessions.nowEpochMillis()));
        signaling.handle(MessageType.AUTH, new TokenRenewal(admission));
        if (configuration.token_ends_session()) {
            signaling.addListener(notices);
            next = deadlines.schedule(signaling.nowNanos() + SWEEP_NANOS, this::sweep);
        }
    }

    @Deactivate
    void deactivate() {
        stopped = true;
        Deadlines.Deadline waiting = next;
        if (waiting != null) {
            waiting.cancel();
        }
        signaling.removeListener(notices);
        signaling.handle(MessageType.AUTH, null);
    }

    private void sweep() {
        if (stopped) {
            return;
        }
        try {
            notices.sweep();
        } finally {
            next = deadlines.schedule(signaling.nowNanos() + SWEEP_NANOS, this::sweep);
        }
    }
}
