// SPDX-License-Identifier: Apache-2.0
package im.antiphon.limit.tokenbucket.internal;

import im.antiphon.api.limit.LimitScope;
import im.antiphon.api.limit.RateLimiter;
import im.antiphon.limit.tokenbucket.Allowance;
import im.antiphon.limit.tokenbucket.TokenBuckets;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Offers token buckets as they are configured. */
@Component(configurationPid = "im.antiphon.limit.tokenbucket", service = RateLimiter.class)
@Designate(ocd = TokenBucketConfiguration.class)
public final class TokenBucketComponent extends TokenBuckets {
    @Activate
    public TokenBucketComponent(TokenBucketConfiguration configuration) {
        super(
                Map.of(
                        LimitScope.SESSION,
                        new Allowance(configuration.session_per_second(), configuration.session_burst()),
                        LimitScope.USER,
                        new Allowance(configuration.user_per_second(), configuration.user_burst()),
                        LimitScope.TENANT,
                        new Allowance(configuration.tenant_per_second(), configuration.tenant_burst()),
                        LimitScope.ADDRESS,
                        new Allowance(configuration.address_per_second(), configuration.address_burst())),
                System::nanoTime);
    }
}
