// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginHealth;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.plugin.Tenants;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where the plugins of one kind are bound, chosen, called and swapped. Safe from any thread.
 *
 * <p><b>Choice.</b> Bound plugins are ranked: the configured name first, for a tenant the one configured for it, then {@code service.ranking}, then bundle
 * version, then the lowest service id. The first one serves. The ranking is an immutable list behind a volatile field, so
 * choosing takes no lock.
 *
 * <p><b>Swap.</b> A product is a {@link PluginUser}: it opens a {@link PluginLease}, attaches itself, and is told of every
 * new ranking. It then migrates at a point of its own choosing, where it is not in the middle of a call: it opens a lease
 * on the new plugin, seeded by the old product, and releases the old one. {@link #unbind} waits, bounded, until the last
 * lease and the last call of the plugin are over; Declarative Services deactivates the plugin only after that. What the
 * slot and the migrated products keep of it afterwards are names, so its class loader can be collected.
 *
 * <p><b>Failure.</b> Whatever a plugin throws ends in {@link #failed}, whether the slot made the call or a product: it
 * is counted and logged, and the product goes on with the next best plugin. A plugin that fails too often, is too slow,
 * blocks a loop or says itself that it is unwell is quarantined: skipped until a newer version replaces it or an operator
 * releases it. A quarantine outlives a restart of the same version.
 *
 * @param <F> the factory that is the plugin's OSGi service
 */
public final class PluginSlot<F> {
    /** No plugin has this service id. */
    static final long NONE = -1;

    static final String ANSWERED_NULL = "the factory answered null";

    private static final Logger LOG = LoggerFactory.getLogger(PluginSlot.class);
    private static final int LONGEST_EXCERPT = 200;

    private final PluginKind kind;
    private final PluginJournal journal;
    private final CallClock clock;
    private final Set<PluginUser> users = ConcurrentHashMap.newKeySet();
    private final TenantSlot<F> forAll = forTenant(Tenants.DEFAULT);
    private volatile SlotRanking<F> ranking = SlotRanking.none();
    private volatile SlotSettings settings = SlotSettings.DEFAULT;

    // guarded by this
    private final List<BoundPlugin<F>> bound = new ArrayList<>();
    private final List<BoundPlugin<F>> draining = new ArrayList<>();
    private final SlotQuarantine quarantine;
    private PluginSelection selection = PluginSelection.NONE;

    /** A slot whose hot-path calls, if any are timed, are judged by the time that passes. */
    public PluginSlot(PluginKind kind, PluginJournal journal, LongSupplier nanoTime) {
        this(kind, journal, CallClock.wallOnly(nanoTime));
    }

    public PluginSlot(PluginKind kind, PluginJournal journal, CallClock clock) {
        this.kind = kind;
        this.journal = journal;
        this.clock = clock;
        this.quarantine = new SlotQuarantine(kind, journal);
    }

    /** Puts new settings in force, for all tenants alike. */
    public void configure(String preferredName, SlotSettings settings) {
        configure(PluginSelection.of(preferredName), settings);
    }

    /**
     * Puts new settings in force.
     *
     * @param selection which plugins serve whenever they are bound
     */
    public void configure(PluginSelection selection, SlotSettings settings) {
        this.settings = settings;
        synchronized (this) {
            this.selection = selection;
            publish();
        }
        tellUsers();
    }

    /** The slot as products of a tenant see it. */
    public TenantSlot<F> forTenant(String tenant) {
        return new TenantSlot<>(this, Tenants.requireName(tenant));
    }

    /** The slot as products of nobody in particular see it. */
    public TenantSlot<F> forAll() {
        return forAll;
    }

    /** A plugin has come. Running products migrate to it if it is now the best. */
    public void bind(PluginIdentity identity, F factory) {
        synchronized (this) {
            bound.add(new BoundPlugin<>(identity, factory));
            quarantine.pardonOlderThan(identity);
            journal.watch(kind, identity.name(), this, () -> quarantinedVersions(identity.name()));
            publish();
        }
        tellUsers();
    }

    /**
     * A plugin goes. Returns when nothing of it is in use any more, at the latest after the configured time. Not to be
     * called by a thread that a product needs to migrate, such as its event loop: that would only wait in vain.
     *
     * @return false where something of it was still in use after the wait
     */
    public boolean unbind(long serviceId) {
        BoundPlugin<F> plugin = withdraw(serviceId);
        if (plugin == null) {
            return true;
        }
        tellUsers();
        boolean unused = plugin.awaitUnused(settings.drainNanos(), clock.wallNanos());
        synchronized (this) {
            draining.remove(plugin);
        }
        if (!unused) {
            LOG.warn(
                    "{} plugin {} goes while {} of its products run",
                    kind,
                    plugin.identity().label(),
                    plugin.users());
        }
        return unused;
    }

    /**
     * Ends the quarantine of every version of a plugin.
     *
     * @return false where none was quarantined
     */
    public boolean releaseQuarantine(String name) {
        boolean any;
        synchronized (this) {
            any = quarantine.release(name);
            for (BoundPlugin<F> plugin : bound) {
                if (plugin.identity().name().equals(name)) {
                    plugin.forgetFailures();
                }
            }
            publish();
        }
        tellUsers();
        return any;
    }

    /** All that are bound or draining, the serving one first. */
    public synchronized List<PluginInfo> list() {
        List<PluginInfo> infos = new ArrayList<>();
        SlotRanking<F> current = ranking;
        Set<BoundPlugin<F>> serving = current.serving();
        BoundPlugin<F> first = current.best(Tenants.DEFAULT, NONE);
        Comparator<BoundPlugin<F>> firstFirst = Comparator.comparing(plugin -> plugin != first);
        bound.stream()
                .sorted(firstFirst.thenComparing(SlotRanking.order(selection.name())))
                .forEach(plugin -> {
                    PluginState state = PluginState.STANDBY;
                    if (quarantine.holds(plugin.identity())) {
                        state = PluginState.QUARANTINED;
                    } else if (serving.contains(plugin)) {
                        state = PluginState.SERVING;
                    } else if (plugin.users() > 0) {
                        state = PluginState.DRAINING;
                    }
                    infos.add(info(plugin, state));
                });
        draining.forEach(plugin -> infos.add(info(plugin, PluginState.DRAINING)));
        infos.sort(Comparator.comparing(info -> info.state() != PluginState.SERVING));
        return infos;
    }

    /** {@code service.ranking} of the serving plugin, or the least integer where there is none. */
    int servingRanking() {
        BoundPlugin<F> serving = ranking.best(Tenants.DEFAULT, NONE);
        return serving == null ? Integer.MIN_VALUE : serving.identity().ranking();
    }

    SlotRanking<F> ranking() {
        return ranking;
    }

    /** Those with a choice of their own. */
    Set<String> tenantsWithChoice() {
        return ranking.byTenant().keySet();
    }

    /** From now on {@code user} is told of new rankings; one published just before is its own to look for. */
    void attach(PluginUser user) {
        users.add(user);
    }

    void detach(PluginUser user) {
        users.remove(user);
    }

    /** Asks a plugin that is not bound yet; {@code otherwise} where it fails at that. */
    <R> R tryOut(PluginIdentity identity, F factory, Function<? super F, ? extends R> question, R otherwise) {
        try {
            return Objects.requireNonNull(question.apply(factory), ANSWERED_NULL);
        } catch (Throwable failure) {
            failed(new BoundPlugin<>(identity, factory), failure);
            return otherwise;
        }
    }

    /**
     * A call of the plugin has thrown. Does not return where the failure is the virtual machine's own, such as an
     * OutOfMemoryError: that is no plugin's fault.
     */
    void failed(BoundPlugin<F> plugin, Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
        String label = plugin.identity().label();
        SlotSettings limits = settings;
        int recent = plugin.failed(clock.wallNanos().getAsLong(), limits.failureWindowNanos());
        if (recent <= limits.failuresToQuarantine()) { // Later ones tell nothing new, and may be as many as peers.
            LOG.warn("{} plugin {} failed", kind, label, failure);
        }
        if (recent >= limits.failuresToQuarantine()) {
            quarantine(
                    plugin,
                    QuarantineCause.THROWS,
                    "failed " + limits.failuresToQuarantine() + " times within "
                            + TimeUnit.NANOSECONDS.toSeconds(limits.failureWindowNanos()) + " s, at last with "
                            + excerpt(failure));
        }
    }

    /** A call of a running product was timed. */
    void timed(BoundPlugin<F> plugin, HotCall call, long wallNanos, long cpuNanos) {
        long budgetNanos = budgets().nanos(call);
        boolean over = SampledCalls.isOver(wallNanos, cpuNanos, budgetNanos);
        if (plugin.timed(call, over)) {
            quarantine(
                    plugin,
                    QuarantineCause.SLOW,
                    "of the latest " + SampledCalls.REMEMBERED + " timed calls of " + call.method() + ", "
                            + SampledCalls.TOO_MANY + " took more than " + millis(budgetNanos) + "; the last took "
                            + millis(wallNanos) + ", of which it computed for " + millis(cpuNanos));
        }
    }

    /** What a call of a running product allocated. */
    void allocated(BoundPlugin<F> plugin, HotCall call, long bytes) {
        long budget = settings.allocations().bytes(call);
        if (plugin.allocated(call, bytes > budget)) {
            quarantine(
                    plugin,
                    QuarantineCause.ALLOCATES,
                    "of the latest " + SampledCalls.REMEMBERED + " measured calls of " + call.method() + ", "
                            + SampledCalls.TOO_MANY + " allocated more than " + kibibytes(budget)
                            + "; the last allocated " + kibibytes(bytes));
        }
    }

    /** A product could not be called for so long, because it was migrating. */
    void paused(long nanos) {
        journal.paused(kind, nanos);
    }

    /** For so long a thread has computed during a pause. */
    void computed(long cpuNanos) {
        journal.computed(kind, cpuNanos);
    }

    CallClock clock() {
        return clock;
    }

    CallBudgets budgets() {
        return settings.budgets();
    }

    /**
     * Takes a plugin out.
     *
     * @param name of a plugin, for all its bound versions, or {@code name@version}
     * @return false where none is bound, or all are quarantined
     */
    boolean quarantine(String name, QuarantineCause cause, String reason) {
        boolean any = false;
        for (BoundPlugin<F> plugin : boundPlugins()) {
            PluginIdentity identity = plugin.identity();
            if (identity.name().equals(name) || identity.label().equals(name)) {
                any |= quarantine(plugin, cause, reason);
            }
        }
        return any;
    }

    /** How every bound plugin that judges itself can be asked. */
    List<HealthCheck> healthChecks() {
        List<HealthCheck> checks = new ArrayList<>();
        for (BoundPlugin<F> plugin : boundPlugins()) {
            if (plugin.factory() instanceof PluginHealth && !isQuarantined(plugin)) {
                checks.add(new SlotHealthCheck<>(this, plugin));
            }
        }
        return checks;
    }

    boolean quarantine(BoundPlugin<F> plugin, QuarantineCause cause, String reason) {
        String label = plugin.identity().label();
        synchronized (this) {
            if (!bound.contains(plugin) || !quarantine.add(plugin.identity(), reason)) {
                return false;
            }
            publish();
        }
        LOG.warn(
                "{} plugin {} ({}) is quarantined: {}. To its author: {}. It comes back in a newer version, or by"
                        + " 'antiphon:release {} {}'",
                kind.label(),
                label,
                plugin.identity().bundle(),
                reason,
                cause.advice(),
                kind.label(),
                plugin.identity().name());
        tellUsers();
        return true;
    }

    private synchronized List<BoundPlugin<F>> boundPlugins() {
        return List.copyOf(bound);
    }

    private synchronized boolean isQuarantined(BoundPlugin<F> plugin) {
        return quarantine.holds(plugin.identity());
    }

    private synchronized @Nullable BoundPlugin<F> withdraw(long serviceId) {
        for (BoundPlugin<F> plugin : bound) {
            if (plugin.identity().serviceId() == serviceId) {
                bound.remove(plugin);
                draining.add(plugin);
                publish();
                plugin.withdraw();
                String name = plugin.identity().name();
                if (bound.stream().noneMatch(other -> other.identity().name().equals(name))) {
                    journal.unwatch(kind, name, this);
                }
                return plugin;
            }
        }
        return null;
    }

    private synchronized void publish() {
        SlotRanking<F> before = ranking;
        List<BoundPlugin<F>> usable = bound.stream()
                .filter(plugin -> !quarantine.holds(plugin.identity()))
                .toList();
        SlotRanking<F> now = SlotRanking.of(before.generation() + 1, usable, selection);
        ranking = now;
        Set<String> tenants = new TreeSet<>(before.byTenant().keySet());
        tenants.addAll(now.byTenant().keySet());
        note(before.best(Tenants.DEFAULT, NONE), now.best(Tenants.DEFAULT, NONE));
        tenants.forEach(tenant -> note(before.best(tenant, NONE), now.best(tenant, NONE)));
    }

    private void note(@Nullable BoundPlugin<F> from, @Nullable BoundPlugin<F> to) {
        if (from != to) {
            journal.swapped(
                    kind,
                    from == null ? null : from.identity().label(),
                    to == null ? null : to.identity().label(),
                    from == null ? 0 : from.users());
        }
    }

    private void tellUsers() {
        for (PluginUser user : users) {
            user.onRankingChanged();
        }
    }

    private synchronized int quarantinedVersions(String name) {
        Set<String> versions = new HashSet<>();
        for (BoundPlugin<F> plugin : bound) {
            PluginIdentity identity = plugin.identity();
            if (identity.name().equals(name) && quarantine.holds(identity)) {
                versions.add(identity.label());
            }
        }
        return versions.size();
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private static String kibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
    }

    /** On one line, and no longer than a line should be. */
    private static String excerpt(Throwable failure) {
        String text = failure.toString().replaceAll("\\p{Cntrl}+", " ");
        return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "…";
    }

    private PluginInfo info(BoundPlugin<F> plugin, PluginState state) {
        PluginIdentity identity = plugin.identity();
        return new PluginInfo(
                kind,
                identity.name(),
                identity.version().toString(),
                identity.bundle(),
                identity.ranking(),
                state,
                plugin.users(),
                plugin.failures(),
                state == PluginState.QUARANTINED ? quarantine.reason(identity) : null);
    }
}
