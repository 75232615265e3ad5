// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.BreakerSettings;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.breaker.CircuitBreakerFactory;
import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.Buses;
import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.congestion.CongestionControllerFactory;
import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.congestion.ManagedCongestionController;
import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.api.plugin.PluginSwap;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.api.routing.Routing;
import im.antiphon.api.routing.RoutingNode;
import im.antiphon.api.routing.RoutingStrategyFactory;
import im.antiphon.api.routing.RoutingTable;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.Stores;
import im.antiphon.core.breaker.GuardedCalls;
import im.antiphon.core.plugin.AllocationBudgets;
import im.antiphon.core.plugin.CallBudgets;
import im.antiphon.core.plugin.CallClock;
import im.antiphon.core.plugin.CodecCatalogue;
import im.antiphon.core.plugin.CodecSlots;
import im.antiphon.core.plugin.ConfiguredChoices;
import im.antiphon.core.plugin.HealthCheck;
import im.antiphon.core.plugin.PluginDirectory;
import im.antiphon.core.plugin.PluginIdentity;
import im.antiphon.core.plugin.PluginJournal;
import im.antiphon.core.plugin.PluginSlot;
import im.antiphon.core.plugin.PluginVersion;
import im.antiphon.core.plugin.SlotSettings;
import im.antiphon.core.plugin.SlottedBuses;
import im.antiphon.core.plugin.SlottedCongestionControllers;
import im.antiphon.core.plugin.SlottedRouting;
import im.antiphon.core.plugin.SlottedStores;
import im.antiphon.core.plugin.WatchedPlugins;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** Hands plugin services to their slots, and the slots to those who use them. */
@Component(
        immediate = true,
        configurationPid = PluginSlotsComponent.PID,
        service = {
            CongestionControllers.class,
            Codecs.class,
            Breakers.class,
            Routing.class,
            Stores.class,
            Buses.class,
            Plugins.class,
            WatchedPlugins.class,
            CodecCatalogue.class
        })
@Designate(ocd = PluginSlotsConfiguration.class)
public final class PluginSlotsComponent
        implements CongestionControllers,
                Codecs,
                Breakers,
                Routing,
                Stores,
                Buses,
                Plugins,
                WatchedPlugins,
                CodecCatalogue {
    static final String PID = "im.antiphon.core.plugins";

    private final Bundle framework;
    private final PluginSlot<CongestionControllerFactory> congestion;
    private final PluginSlot<CircuitBreakerFactory> breakers;
    private final CodecSlots codecs;
    private final PluginSlot<RoutingStrategyFactory> strategies;
    private final SlottedRouting routing;
    private final SlottedCongestionControllers controllers;
    private final GuardedCalls guardedCalls;
    private final PluginSlot<SessionStoreFactory> storage;
    private final ThreadPoolExecutor storeMigrations = storeMigrations();
    private final SlottedStores stores;
    private final PluginSlot<BusFactory> busFactories;
    private final ThreadPoolExecutor busMigrations = busMigrations();
    private final SlottedBuses buses;
    private final PluginDirectory directory;

    @Activate
    public PluginSlotsComponent(
            BundleContext context,
            @Reference MetricRegistry metrics,
            PluginSlotsConfiguration configuration,
            Map<String, Object> properties) {
        framework = context.getBundle(Constants.SYSTEM_BUNDLE_ID);
        PluginJournal journal = new PluginJournal(metrics, System::currentTimeMillis);
        CallClock clock = callClock();
        congestion = new PluginSlot<>(PluginKind.CONGESTION, journal, clock);
        breakers = new PluginSlot<>(PluginKind.BREAKER, journal, clock);
        codecs = new CodecSlots(journal, clock);
        strategies = new PluginSlot<>(PluginKind.ROUTING, journal, clock);
        controllers = new SlottedCongestionControllers(congestion);
        routing = new SlottedRouting(strategies);
        guardedCalls = new GuardedCalls(breakers, metrics, System::nanoTime);
        storage = new PluginSlot<>(PluginKind.STORAGE, journal, System::nanoTime);
        stores = new SlottedStores(storage, storeMigrations, System::nanoTime);
        busFactories = new PluginSlot<>(PluginKind.BUS, journal, System::nanoTime);
        buses = new SlottedBuses(busFactories, busMigrations);
        directory = new PluginDirectory(congestion, codecs, strategies, breakers, storage, busFactories, journal);
        configure(configuration, properties);
    }

    @Modified
    void configure(PluginSlotsConfiguration configuration, Map<String, Object> properties) {
        SlotSettings settings = new SlotSettings(
                TimeUnit.MILLISECONDS.toNanos(configuration.drain_timeout_millis()),
                configuration.quarantine_failures(),
                TimeUnit.MILLISECONDS.toNanos(configuration.quarantine_window_millis()),
                new CallBudgets(
                        configuration.call_sampled_one_in(),
                        TimeUnit.MICROSECONDS.toNanos(configuration.packet_budget_micros()),
                        TimeUnit.MICROSECONDS.toNanos(configuration.feedback_budget_micros()),
                        TimeUnit.MICROSECONDS.toNanos(configuration.frame_budget_micros()),
                        TimeUnit.MICROSECONDS.toNanos(configuration.route_budget_micros()),
                        TimeUnit.MICROSECONDS.toNanos(configuration.breaker_budget_micros())),
                new AllocationBudgets(
                        configuration.packet_budget_bytes(),
                        configuration.feedback_budget_bytes(),
                        configuration.frame_budget_bytes()));
        ConfiguredChoices choices = ConfiguredChoices.read(properties);
        congestion.configure(choices.of(PluginKind.CONGESTION), settings);
        codecs.configure(choices.codecs(), settings);
        routing.configure(choices.of(PluginKind.ROUTING), List.of(configuration.routing_dimensions()), settings);
        breakers.configure(choices.of(PluginKind.BREAKER), settings);
        guardedCalls.configure(new BreakerSettings(
                configuration.breaker_failures(),
                configuration.breaker_failure_ratio(),
                configuration.breaker_minimum_calls(),
                TimeUnit.MILLISECONDS.toNanos(configuration.breaker_window_millis()),
                TimeUnit.MILLISECONDS.toNanos(configuration.breaker_sleep_millis())));
        busFactories.configure(choices.of(PluginKind.BUS), settings);
        storage.configure(
                choices.of(PluginKind.STORAGE),
                new SlotSettings(
                        TimeUnit.MILLISECONDS.toNanos(configuration.storage_drain_timeout_millis()),
                        settings.failuresToQuarantine(),
                        settings.failureWindowNanos()));
    }

    @Deactivate
    void deactivate() {
        guardedCalls.close();
        storeMigrations.shutdown();
        busMigrations.shutdown();
    }

    @Reference(
            service = CongestionControllerFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindCongestion(ServiceReference<CongestionControllerFactory> reference, CongestionControllerFactory factory) {
        controllers.bind(identity(reference), factory);
    }

    void unbindCongestion(ServiceReference<CongestionControllerFactory> reference) {
        congestion.unbind(serviceId(reference));
    }

    @Reference(
            service = CodecFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindCodec(ServiceReference<CodecFactory> reference, CodecFactory factory) {
        codecs.bind(identity(reference), factory);
    }

    void unbindCodec(ServiceReference<CodecFactory> reference) {
        codecs.unbind(serviceId(reference));
    }

    @Reference(
            service = RoutingStrategyFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindRouting(ServiceReference<RoutingStrategyFactory> reference, RoutingStrategyFactory factory) {
        strategies.bind(identity(reference), factory);
    }

    void unbindRouting(ServiceReference<RoutingStrategyFactory> reference) {
        strategies.unbind(serviceId(reference));
    }

    @Reference(
            service = CircuitBreakerFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBreaker(ServiceReference<CircuitBreakerFactory> reference, CircuitBreakerFactory factory) {
        breakers.bind(identity(reference), factory);
    }

    void unbindBreaker(ServiceReference<CircuitBreakerFactory> reference) {
        breakers.unbind(serviceId(reference));
    }

    @Reference(
            service = BreakerLimitsComponent.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindLimits(BreakerLimitsComponent configured) {
        guardedCalls.limit(configured.limits());
    }

    void unbindLimits(BreakerLimitsComponent configured) {
        guardedCalls.unlimit(configured.limits());
    }

    @Override
    public <T extends @Nullable Object> T call(
            String downstream, Callable<? extends T> call, Callable<? extends T> fallback) throws Exception {
        return guardedCalls.call(downstream, call, fallback);
    }

    @Override
    public <T extends @Nullable Object> CompletionStage<T> callAsync(
            String downstream,
            Supplier<? extends CompletionStage<T>> call,
            Supplier<? extends CompletionStage<T>> fallback) {
        return guardedCalls.callAsync(downstream, call, fallback);
    }

    @Override
    public <T extends @Nullable Object> T call(
            String tenant, String downstream, Callable<? extends T> call, Callable<? extends T> fallback)
            throws Exception {
        return guardedCalls.call(tenant, downstream, call, fallback);
    }

    @Override
    public <T extends @Nullable Object> CompletionStage<T> callAsync(
            String tenant,
            String downstream,
            Supplier<? extends CompletionStage<T>> call,
            Supplier<? extends CompletionStage<T>> fallback) {
        return guardedCalls.callAsync(tenant, downstream, call, fallback);
    }

    @Override
    public List<BreakerInfo> breakers() {
        return guardedCalls.breakers();
    }

    @Reference(
            service = SessionStoreFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindStorage(ServiceReference<SessionStoreFactory> reference, SessionStoreFactory factory) {
        storage.bind(identity(reference), factory);
    }

    void unbindStorage(ServiceReference<SessionStoreFactory> reference) {
        if (framework.getState() == Bundle.STOPPING) {
            stores.closeAll();
        }
        storage.unbind(serviceId(reference));
    }

    @Reference(
            service = BusFactory.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindBus(ServiceReference<BusFactory> reference, BusFactory factory) {
        busFactories.bind(identity(reference), factory);
    }

    void unbindBus(ServiceReference<BusFactory> reference) {
        busFactories.unbind(serviceId(reference));
    }

    @Override
    public Bus open(BusNode node, BusListener listener) {
        return buses.open(node, listener);
    }

    @Override
    public SessionStore open(String name) {
        return stores.open(name);
    }

    @Override
    public SessionStore open(String tenant, String name) {
        return stores.open(tenant, name);
    }

    @Override
    public ManagedCongestionController open(CongestionLimits limits, RandomGenerator random, Executor loop) {
        return controllers.open(limits, random, loop);
    }

    @Override
    public ManagedCongestionController open(
            String tenant, CongestionLimits limits, RandomGenerator random, Executor loop) {
        return controllers.open(tenant, limits, random, loop);
    }

    @Override
    public RoutingTable open(List<RoutingNode> nodes) {
        return routing.open(nodes);
    }

    @Override
    public RoutingTable open(String tenant, List<RoutingNode> nodes) {
        return routing.open(tenant, nodes);
    }

    @Override
    public List<CodecFormat> formats() {
        return codecs.formats();
    }

    @Override
    public @Nullable AudioEncoder openEncoder(String encodingName, EncoderSettings settings) {
        return codecs.openEncoder(encodingName, settings);
    }

    @Override
    public @Nullable AudioEncoder openEncoder(String tenant, String encodingName, EncoderSettings settings) {
        return codecs.openEncoder(tenant, encodingName, settings);
    }

    @Override
    public @Nullable AudioDecoder openDecoder(String encodingName, int channels) {
        return codecs.openDecoder(encodingName, channels);
    }

    @Override
    public @Nullable AudioDecoder openDecoder(String tenant, String encodingName, int channels) {
        return codecs.openDecoder(tenant, encodingName, channels);
    }

    @Override
    public int targetBitsPerSecond(
            String encodingName, int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        return codecs.targetBitsPerSecond(encodingName, baseBitsPerSecond, roundTripMillis, jitterMillis);
    }

    @Override
    public List<PluginInfo> list() {
        return directory.list();
    }

    @Override
    public List<PluginSwap> swaps() {
        return directory.swaps();
    }

    @Override
    public boolean releaseQuarantine(PluginKind kind, String name) {
        return directory.releaseQuarantine(kind, name);
    }

    @Override
    public List<PluginEvent> events() {
        return directory.events();
    }

    @Override
    public boolean quarantine(PluginKind kind, String plugin, String reason) {
        return directory.quarantine(kind, plugin, reason);
    }

    @Override
    public void quarantineBlocking(PluginKind kind, String label, String reason) {
        directory.quarantineBlocking(kind, label, reason);
    }

    @Override
    public void quarantineLeaking(PluginKind kind, String label, String reason) {
        directory.quarantineLeaking(kind, label, reason);
    }

    @Override
    public List<HealthCheck> healthChecks() {
        return directory.healthChecks();
    }

    @Override
    public Set<String> encodingsOf(String plugin) {
        return codecs.encodingsOf(plugin);
    }

    private static CallClock callClock() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        LongSupplier cpuNanos =
                threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : System::nanoTime;
        return threads instanceof com.sun.management.ThreadMXBean hotSpot && hotSpot.isThreadAllocatedMemorySupported()
                ? new CallClock(System::nanoTime, cpuNanos, hotSpot::getCurrentThreadAllocatedBytes)
                : new CallClock(System::nanoTime, cpuNanos);
    }

    /** One thread for each open store that follows a change of ranking; none while all have. */
    private static ThreadPoolExecutor storeMigrations() {
        return new ThreadPoolExecutor(
                0, 2 * SlottedStores.MAXIMUM_OPEN, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "antiphon-store-migration");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** One thread, in which the node's bus follows a change of ranking; none while it has. */
    private static ThreadPoolExecutor busMigrations() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(2), task -> {
                    Thread thread = new Thread(task, "antiphon-bus-migration");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    private static PluginIdentity identity(ServiceReference<?> reference) {
        String bundle = reference.getBundle().getSymbolicName();
        return new PluginIdentity(
                reference.getProperty(PluginName.PROPERTY) instanceof String name ? name : bundle,
                PluginVersion.parse(reference.getBundle().getVersion().toString()),
                bundle,
                reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                serviceId(reference));
    }

    private static long serviceId(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }
}
