// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.breaker;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Puts a circuit breaker around calls to a downstream, whichever breaker plugin serves. A downstream is named by the code
 * that calls it, never by its users: {@code storage}, {@code auth}; lower-case letters, digits, {@code .}, {@code _} and
 * {@code -}. It has its breaker from its first call on. Safe from any thread.
 *
 * <p>Metrics: {@code antiphon_breaker_calls_total{name,outcome}} with the outcomes success, failure and rejected,
 * {@code antiphon_breaker_state{name}} (0 closed, 1 half-open, 2 open), {@code antiphon_breaker_opened_total{name}} and
 * {@code antiphon_breaker_halfopen_total{name}}.
 */
@ProviderType
public interface Breakers {
    /**
     * Makes a call on the caller's thread, or answers the fallback's answer where the breaker is open. Whatever the call
     * throws is a failure of the downstream, and is thrown on; what the fallback throws is thrown on and not counted.
     *
     * @throws Exception the call's or the fallback's own
     */
    <T extends @Nullable Object> T call(String downstream, Callable<? extends T> call, Callable<? extends T> fallback)
            throws Exception;

    /**
     * Begins a call that ends later. It has failed when its stage completes with an exception, or when beginning it throws,
     * which becomes such a stage. Only an Error is thrown.
     */
    <T extends @Nullable Object> CompletionStage<T> callAsync(
            String downstream,
            Supplier<? extends CompletionStage<T>> call,
            Supplier<? extends CompletionStage<T>> fallback);

    /**
     * As {@link #call(String, Callable, Callable)}, around what a downstream does for one tenant: with a breaker of its own,
     * named {@code tenant/downstream}, from the plugin that configuration chooses for the tenant.
     *
     * @param tenant on whose behalf, see {@link im.antiphon.api.plugin.Tenants}
     * @throws Exception the call's or the fallback's own
     */
    default <T extends @Nullable Object> T call(
            String tenant, String downstream, Callable<? extends T> call, Callable<? extends T> fallback)
            throws Exception {
        return call(downstream, call, fallback);
    }

    /**
     * As {@link #callAsync(String, Supplier, Supplier)}, around what a downstream does for one tenant.
     *
     * @param tenant on whose behalf, see {@link im.antiphon.api.plugin.Tenants}
     */
    default <T extends @Nullable Object> CompletionStage<T> callAsync(
            String tenant,
            String downstream,
            Supplier<? extends CompletionStage<T>> call,
            Supplier<? extends CompletionStage<T>> fallback) {
        return callAsync(downstream, call, fallback);
    }

    /** All breakers, by name. */
    List<BreakerInfo> breakers();
}
