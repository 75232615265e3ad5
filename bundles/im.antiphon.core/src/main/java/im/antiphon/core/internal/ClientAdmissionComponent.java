// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.auth.Authenticator;
import im.antiphon.api.session.SessionControl;
import im.antiphon.core.auth.AnonymousRule;
import im.antiphon.core.auth.ClientAdmission;
import im.antiphon.core.session.SessionRegistry;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Admission with the authenticator of the moment. */
@Component(
        immediate = true,
        configurationPid = ClientAdmissionComponent.PID,
        service = {Admission.class, SessionControl.class, ClientAdmission.class})
@Designate(ocd = AuthConfiguration.class)
public final class ClientAdmissionComponent extends ClientAdmission {
    static final String PID = "im.antiphon.core.auth";

    private static final Logger LOG = LoggerFactory.getLogger(ClientAdmissionComponent.class);

    private @Nullable Authenticator bound;

    @Activate
    public ClientAdmissionComponent(
            @Reference SessionRegistry sessions,
            @Reference CurrentRateLimiter limiter,
            AuthConfiguration configuration) {
        super(sessions, AnonymousRule.NOBODY, limiter);
        modified(configuration);
    }

    @Modified
    void modified(AuthConfiguration configuration) {
        AnonymousRule anonymous = AnonymousRule.of(configuration.allow_anonymous());
        allow(anonymous);
        if (anonymous != AnonymousRule.NOBODY) {
            LOG.warn(
                    "event=anonymous_allowed from={} reason=\"while there is no authenticator, clients are whom they claim to be\"",
                    anonymous.label());
        }
    }

    /** The one with the highest ranking; a better one replaces it before it goes. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindAuthenticator(Authenticator authenticator) {
        bound = authenticator;
        use(authenticator);
        LOG.info(
                "event=authenticator_bound authenticator={}",
                authenticator.getClass().getName());
    }

    synchronized void unbindAuthenticator(Authenticator authenticator) {
        if (bound == authenticator) {
            bound = null;
            use(null);
            LOG.warn("event=authenticator_gone reason=\"nobody is let in until there is one again\"");
        }
    }
}
