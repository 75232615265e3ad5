// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.limit.RateLimiter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The rate limiter of this node, which may come later, be replaced, or never come. */
@Component(immediate = true, service = CurrentRateLimiter.class)
public final class CurrentRateLimiter implements Supplier<@Nullable RateLimiter> {
    private volatile @Nullable RateLimiter limiter;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindLimiter(RateLimiter bound) {
        limiter = bound;
    }

    /** A better one is bound before this one goes. */
    void unbindLimiter(RateLimiter gone) {
        if (limiter == gone) {
            limiter = null;
        }
    }

    @Override
    public @Nullable RateLimiter get() {
        return limiter;
    }
}
