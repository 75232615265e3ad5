// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginHealth;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where the plugins of one kind are bound, chosen, called and swapped. Safe from any thread.
 *
 * <p><b>Choice.</b> Bound plugins are ranked: the configured name first, then {@code service.ranking}, then bundle
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

    private static final Logger LOG = LoggerFactory.getLogger(PluginSlot.class);
    private static final int REMEMBERED_QUARANTINES = 64;

    /** A published ranking; quarantined and withdrawn plugins are not in it. */
    private record Ranking<F>(long generation, List<BoundPlugin<F>> plugins) {
        @Nullable
        BoundPlugin<F> best(long avoidedServiceId) {
            for (BoundPlugin<F> plugin : plugins) {
                if (plugin.identity().serviceId() != avoidedServiceId) {
                    return plugin;
                }
            }
            return null;
        }
    }

    private final PluginKind kind;
    private final PluginJournal journal;
    private final CallClock clock;
    private final Set<PluginUser> users = ConcurrentHashMap.newKeySet();
    private volatile Ranking<F> ranking = new Ranking<>(0, List.of());
    private volatile SlotSettings settings = SlotSettings.DEFAULT;

    // guarded by this
    private final List<BoundPlugin<F>> bound = new ArrayList<>();
    private final List<BoundPlugin<F>> draining = new ArrayList<>();
    private final Map<String, String> quarantined = new LinkedHashMap<>(); // reasons by label
    private String preferredName = "";

    /** A slot whose hot-path calls, if any are timed, are judged by the time that passes. */
    public PluginSlot(PluginKind kind, PluginJournal journal, LongSupplier nanoTime) {
        this(kind, journal, CallClock.wallOnly(nanoTime));
    }

    public PluginSlot(PluginKind kind, PluginJournal journal, CallClock clock) {
        this.kind = kind;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * Puts new settings in force.
     *
     * @param preferredName of the plugin that serves whenever it is bound, or empty to go by ranking
     */
    public void configure(String preferredName, SlotSettings settings) {
        this.settings = settings;
        synchronized (this) {
            this.preferredName = preferredName;
            publish();
        }
        tellUsers();
    }

    /** A plugin has come. Running products migrate to it if it is now the best. */
    public void bind(PluginIdentity identity, F factory) {
        synchronized (this) {
            bound.add(new BoundPlugin<>(identity, factory));
            pardonOlderVersions(identity);
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
            any = release(label -> nameOf(label).equals(name), "released by an operator");
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
        BoundPlugin<F> serving = ranking.best(NONE);
        bound.stream().sorted(order()).forEach(plugin -> {
            PluginState state = PluginState.STANDBY;
            if (quarantined.containsKey(plugin.identity().label())) {
                state = PluginState.QUARANTINED;
            } else if (plugin == serving) {
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
        BoundPlugin<F> serving = ranking.best(NONE);
        return serving == null ? Integer.MIN_VALUE : serving.identity().ranking();
    }

    /** Grows with every published ranking. */
    long generation() {
        return ranking.generation();
    }

    /** Whether a product of this lease stays with it: it comes from the best plugin but for the avoided one. */
    boolean isBest(PluginLease<F, ?> lease, long avoidedServiceId) {
        return ranking.best(avoidedServiceId) == lease.plugin();
    }

    /** From now on {@code user} is told of new rankings; one published just before is its own to look for. */
    void attach(PluginUser user) {
        users.add(user);
    }

    void detach(PluginUser user) {
        users.remove(user);
    }

    /**
     * A product of the best plugin that can make one, or null where none can.
     *
     * @param avoidedServiceId the plugin that failed the caller before, or {@link #NONE}
     */
    <P> @Nullable PluginLease<F, P> open(Function<? super F, ? extends P> creation, long avoidedServiceId) {
        Ranking<F> tried;
        do {
            tried = ranking;
            for (BoundPlugin<F> plugin : tried.plugins()) {
                if (plugin.identity().serviceId() == avoidedServiceId || !plugin.acquire()) {
                    continue;
                }
                try {
                    return new PluginLease<>(plugin, Objects.requireNonNull(creation.apply(plugin.factory())));
                } catch (Throwable failure) {
                    plugin.release();
                    failed(plugin, failure);
                }
            }
        } while (tried != ranking);
        return null;
    }

    /** The plugins that may serve, the best first. */
    List<BoundPlugin<F>> ranked() {
        return ranking.plugins();
    }

    /** A product of that plugin, or null where it cannot make one or is being withdrawn. */
    <P> @Nullable PluginLease<F, P> openFrom(BoundPlugin<F> plugin, Function<? super F, ? extends P> creation) {
        if (!plugin.acquire()) {
            return null;
        }
        try {
            return new PluginLease<>(plugin, Objects.requireNonNull(creation.apply(plugin.factory())));
        } catch (Throwable failure) {
            plugin.release();
            failed(plugin, failure);
            return null;
        }
    }

    /** Asks the best plugin that answers; {@code otherwise} where none does. */
    <R> R ask(Function<? super F, ? extends R> question, R otherwise) {
        PluginLease<F, R> answer = open(question, NONE);
        if (answer == null) {
            return otherwise;
        }
        answer.release();
        return answer.product();
    }

    /** Asks a plugin that is not bound yet; {@code otherwise} where it fails at that. */
    <R> R tryOut(PluginIdentity identity, F factory, Function<? super F, ? extends R> question, R otherwise) {
        try {
            return Objects.requireNonNull(question.apply(factory));
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
                            + failure.getClass().getName());
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

    /** A product could not be called for so long, because it was migrating. */
    void paused(long nanos) {
        journal.paused(kind, nanos);
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
            if (!bound.contains(plugin) || quarantined.putIfAbsent(label, reason) != null) {
                return false;
            }
            if (quarantined.size() > REMEMBERED_QUARANTINES) {
                quarantined.remove(quarantined.keySet().iterator().next());
            }
            journal.happened(PluginEvent.Type.QUARANTINED, kind, label, reason);
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
        return quarantined.containsKey(plugin.identity().label());
    }

    /** A newer version pardons the older ones: they may be fallen back to. */
    private void pardonOlderVersions(PluginIdentity newcomer) {
        release(label -> isOlderVersion(label, newcomer), newcomer.label() + " has come");
    }

    /** Guarded by this. */
    private boolean release(Predicate<String> labels, String reason) {
        List<String> released = quarantined.keySet().stream().filter(labels).toList();
        for (String label : released) {
            quarantined.remove(label);
            journal.happened(PluginEvent.Type.RELEASED, kind, label, reason);
        }
        return !released.isEmpty();
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
        Ranking<F> before = ranking;
        List<BoundPlugin<F>> ranked = bound.stream()
                .filter(plugin -> !quarantined.containsKey(plugin.identity().label()))
                .sorted(order())
                .toList();
        Ranking<F> now = new Ranking<>(before.generation() + 1, ranked);
        ranking = now;
        BoundPlugin<F> from = before.best(NONE);
        BoundPlugin<F> to = now.best(NONE);
        if (from != to) {
            journal.swapped(
                    kind,
                    from == null ? null : from.identity().label(),
                    to == null ? null : to.identity().label(),
                    from == null ? 0 : from.users());
        }
    }

    private Comparator<BoundPlugin<F>> order() {
        String preferred = preferredName;
        Comparator<BoundPlugin<F>> preferredFirst =
                Comparator.comparing(plugin -> !plugin.identity().name().equals(preferred));
        return preferredFirst.thenComparing(BoundPlugin::identity, PluginIdentity.BEST_FIRST);
    }

    private void tellUsers() {
        for (PluginUser user : users) {
            user.onRankingChanged();
        }
    }

    private synchronized int quarantinedVersions(String name) {
        Set<String> versions = new HashSet<>();
        for (BoundPlugin<F> plugin : bound) {
            String label = plugin.identity().label();
            if (plugin.identity().name().equals(name) && quarantined.containsKey(label)) {
                versions.add(label);
            }
        }
        return versions.size();
    }

    private static boolean isOlderVersion(String label, PluginIdentity newcomer) {
        return nameOf(label).equals(newcomer.name())
                && PluginVersion.parse(label.substring(label.indexOf('@') + 1)).compareTo(newcomer.version()) < 0;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private static String nameOf(String label) {
        return label.substring(0, label.indexOf('@'));
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
                state == PluginState.QUARANTINED ? quarantined.get(identity.label()) : null);
    }
}
