// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A slot as one tenant's products see it: where they come from, which plugin is the best for them, and whom they tell of
 * what a plugin did. Safe from any thread; choosing reads a volatile ranking and takes no lock.
 */
public final class TenantSlot<F> {
    private final PluginSlot<F> slot;
    private final String tenant;

    TenantSlot(PluginSlot<F> slot, String tenant) {
        this.slot = slot;
        this.tenant = tenant;
    }

    /** Grows with every published ranking. */
    long generation() {
        return slot.ranking().generation();
    }

    /** Whether a product of this lease stays with it: it comes from the best plugin but for the avoided one. */
    boolean isBest(PluginLease<F, ?> lease, long avoidedServiceId) {
        return slot.ranking().best(tenant, avoidedServiceId) == lease.plugin();
    }

    /** The plugins that may serve, the best first. */
    List<BoundPlugin<F>> ranked() {
        return slot.ranking().plugins(tenant);
    }

    /** From now on {@code user} is told of new rankings; one published just before is its own to look for. */
    void attach(PluginUser user) {
        slot.attach(user);
    }

    void detach(PluginUser user) {
        slot.detach(user);
    }

    /**
     * A product of the best plugin that can make one, or null where none can.
     *
     * @param avoidedServiceId the plugin that failed the caller before, or {@link PluginSlot#NONE}
     */
    <P> @Nullable PluginLease<F, P> open(Function<? super F, ? extends P> creation, long avoidedServiceId) {
        SlotRanking<F> tried;
        do {
            tried = slot.ranking();
            for (BoundPlugin<F> plugin : tried.plugins(tenant)) {
                if (plugin.identity().serviceId() != avoidedServiceId) {
                    PluginLease<F, P> lease = openFrom(plugin, creation);
                    if (lease != null) {
                        return lease;
                    }
                }
            }
        } while (tried != slot.ranking());
        return null;
    }

    /** A product of that plugin, or null where it cannot make one or is being withdrawn. */
    <P> @Nullable PluginLease<F, P> openFrom(BoundPlugin<F> plugin, Function<? super F, ? extends P> creation) {
        if (!plugin.acquire()) {
            return null;
        }
        try {
            return new PluginLease<>(
                    plugin, Objects.requireNonNull(creation.apply(plugin.factory()), PluginSlot.ANSWERED_NULL));
        } catch (Throwable failure) {
            plugin.release();
            slot.failed(plugin, failure);
            return null;
        }
    }

    /** Asks the best plugin that answers; {@code otherwise} where none does. */
    <R> R ask(Function<? super F, ? extends R> question, R otherwise) {
        PluginLease<F, R> answer = open(question, PluginSlot.NONE);
        if (answer == null) {
            return otherwise;
        }
        answer.release();
        return answer.product();
    }

    /** A call of the plugin has thrown: {@link PluginSlot#failed}. */
    void failed(BoundPlugin<F> plugin, Throwable failure) {
        slot.failed(plugin, failure);
    }

    /** A call of a running product was timed. */
    void timed(BoundPlugin<F> plugin, HotCall call, long wallNanos, long cpuNanos) {
        slot.timed(plugin, call, wallNanos, cpuNanos);
    }

    /** What a call of a running product allocated. */
    void allocated(BoundPlugin<F> plugin, HotCall call, long bytes) {
        slot.allocated(plugin, call, bytes);
    }

    /** A product could not be called for so long, because it was migrating. */
    void paused(long nanos) {
        slot.paused(nanos);
    }

    /** For so long the thread has computed during a pause; the rest of it the machine did something else. */
    void computed(long cpuNanos) {
        slot.computed(cpuNanos);
    }

    CallClock clock() {
        return slot.clock();
    }

    CallBudgets budgets() {
        return slot.budgets();
    }
}
