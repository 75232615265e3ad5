// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.breaker;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.breaker.CircuitBreaker;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.core.plugin.PluginSlot;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Calls around which a breaker stands. Safe from any thread. */
public class GuardedCalls implements Breakers, AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");

    private static final char TENANT_END = '/';

    private final PluginSlot<CircuitBreakerFactory> slot;
    private final MetricRegistry metrics;
    private final LongSupplier nanoTime;

    /** Read without a lock; written under this. */
    private final Map<String, GuardedDownstream> downstreams = new ConcurrentHashMap<>();

    // guarded by this
    private final Map<String, DownstreamLimits> limits = new HashMap<>();
    private BreakerSettings settings = BreakerSettings.DEFAULT;

    public GuardedCalls(PluginSlot<CircuitBreakerFactory> slot, MetricRegistry metrics, LongSupplier nanoTime) {
        this.slot = slot;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /** Puts new settings in force for all downstreams; those with limits of their own take from them what these leave open. */
    public final synchronized void configure(BreakerSettings changed) {
        settings = changed;
        downstreams.forEach((guarded, downstream) -> downstream.configure(settingsOf(downstreamOf(guarded))));
    }

    /**
     * Puts a downstream's own limits in force, whether it has been called yet or not.
     *
     * @throws IllegalArgumentException if a breaker cannot have them; nothing has changed then
     */
    public final synchronized void limit(DownstreamLimits own) {
        own.over(settings);
        limits.put(own.downstream(), own);
        reconfigure(own.downstream());
    }

    /** Those limits are no longer in force, unless others have replaced them. */
    public final synchronized void unlimit(DownstreamLimits own) {
        if (limits.remove(own.downstream(), own)) {
            reconfigure(own.downstream());
        }
    }

    /** For all tenants. Guarded by this. */
    private void reconfigure(String name) {
        downstreams.forEach((guarded, downstream) -> {
            if (downstreamOf(guarded).equals(name)) {
                downstream.configure(settingsOf(name));
            }
        });
    }

    private static String downstreamOf(String guarded) {
        return guarded.substring(guarded.indexOf(TENANT_END) + 1);
    }

    /** Guarded by this. */
    private BreakerSettings settingsOf(String name) {
        DownstreamLimits own = limits.get(name);
        return own == null ? settings : own.over(settings);
    }

    @Override
    public final <T extends @Nullable Object> T call(
            String downstream, Callable<? extends T> call, Callable<? extends T> fallback) throws Exception {
        return call(Tenants.DEFAULT, downstream, call, fallback);
    }

    @Override
    public final <T extends @Nullable Object> T call(
            String tenant, String downstream, Callable<? extends T> call, Callable<? extends T> fallback)
            throws Exception {
        GuardedDownstream guarded = guarded(tenant, downstream);
        long beganNanos = nanoTime.getAsLong();
        long permit = guarded.ask(beganNanos);
        if (permit == CircuitBreaker.REJECTED) {
            return fallback.call();
        }
        boolean success = false;
        try {
            T answer = call.call();
            success = true;
            return answer;
        } finally {
            guarded.report(permit, success, beganNanos);
        }
    }

    @Override
    public final <T extends @Nullable Object> CompletionStage<T> callAsync(
            String downstream,
            Supplier<? extends CompletionStage<T>> call,
            Supplier<? extends CompletionStage<T>> fallback) {
        return callAsync(Tenants.DEFAULT, downstream, call, fallback);
    }

    @Override
    public final <T extends @Nullable Object> CompletionStage<T> callAsync(
            String tenant,
            String downstream,
            Supplier<? extends CompletionStage<T>> call,
            Supplier<? extends CompletionStage<T>> fallback) {
        GuardedDownstream guarded = guarded(tenant, downstream);
        long beganNanos = nanoTime.getAsLong();
        long permit = guarded.ask(beganNanos);
        if (permit == CircuitBreaker.REJECTED) {
            return begin(fallback);
        }
        CompletionStage<T> stage = begin(call);
        stage.whenComplete((answer, failure) -> guarded.report(permit, failure == null, beganNanos));
        return stage;
    }

    @Override
    public final List<BreakerInfo> breakers() {
        return new TreeMap<>(downstreams)
                .values().stream().map(GuardedDownstream::info).toList();
    }

    @Override
    public final synchronized void close() {
        downstreams.values().forEach(GuardedDownstream::close);
    }

    private static <T extends @Nullable Object> CompletionStage<T> begin(
            Supplier<? extends CompletionStage<T>> beginning) {
        try {
            return Objects.requireNonNull(beginning.get(), "stage");
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("downstream: " + name + " (expected: " + NAME + ")");
        }
    }

    private GuardedDownstream guarded(String tenant, String downstream) {
        String name = tenant.equals(Tenants.DEFAULT)
                ? downstream
                : URLEncoder.encode(tenant, StandardCharsets.UTF_8)
                        + TENANT_END
                        + downstream; // fit for a metric's label
        GuardedDownstream known = downstreams.get(name);
        return known == null ? introduced(name, tenant, downstream) : known;
    }

    private synchronized GuardedDownstream introduced(String name, String tenant, String downstream) {
        requireName(downstream);
        GuardedDownstream known = downstreams.get(name);
        if (known == null) {
            known = new GuardedDownstream(name, slot.forTenant(tenant), settingsOf(downstream), metrics, nanoTime);
            downstreams.put(name, known);
        }
        return known;
    }
}
