// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.breaker.BreakerInfo;
import im.antiphon.api.breaker.Breakers;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.Tenants;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StorageException;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import im.antiphon.core.plugin.PluginIdentity;
import im.antiphon.core.plugin.PluginJournal;
import im.antiphon.core.plugin.PluginSelection;
import im.antiphon.core.plugin.PluginSlot;
import im.antiphon.core.plugin.PluginVersion;
import im.antiphon.core.plugin.SlotSettings;
import im.antiphon.core.plugin.SlottedStores;
import im.antiphon.core.session.RegisteredSession;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import im.antiphon.storage.memory.InMemorySessionStore;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which store a session's record is in, with stores that plugins serve and configuration chooses. */
@Timeout(60)
class TenantJournalsTest {
    private static final String COMMON = "sessions";

    /** What plugins have opened, by the plugin's name; and by the name of the store. */
    private final Map<String, Map<String, SessionStore>> opened = new ConcurrentHashMap<>();

    private final List<String> guarded = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final PluginSlot<SessionStoreFactory> slot = new PluginSlot<>(
            PluginKind.STORAGE, new PluginJournal(new MetricRegistry(), System::currentTimeMillis), System::nanoTime);
    private final SlottedStores stores = new SlottedStores(slot, threads, System::nanoTime);
    private final SessionRegistry registry = new SessionRegistry(TestIdentities.NODE, () -> 1_700_000_000_000L);
    private @Nullable TenantJournals journals;

    @AfterEach
    void end() {
        if (journals != null) {
            journals.close();
        }
        threads.shutdownNow();
    }

    @Test
    void aTenantsSessionsAreInTheStoreThatIsChosenForIt() {
        bind("one", 2, 1);
        bind("two", 1, 2);
        choose(Map.of("acme", "two"));
        begin();
        RegisteredSession ours = open(Tenants.DEFAULT);
        RegisteredSession acmes = open("acme");
        RegisteredSession withoutChoice = open("umbrella");

        assertThat(keys("one")).containsExactlyInAnyOrder(ours.id(), withoutChoice.id());
        assertThat(keys("two")).containsExactly(acmes.id());
        assertThat(guarded).containsOnly(Tenants.DEFAULT, "acme");

        acmes.close("left");
        ours.close("left");
        assertThat(keys("one")).containsExactly(withoutChoice.id());
        assertThat(keys("two")).isEmpty();
    }

    @Test
    void twoTenantsOfOnePluginHaveAStoreEach() {
        bind("one", 2, 1);
        bind("two", 1, 2);
        choose(Map.of("acme", "two", "umbrella", "two"));
        begin();
        RegisteredSession acmes = open("acme");
        RegisteredSession umbrellas = open("umbrella");

        assertThat(stores("two")).hasSize(2).allSatisfy(store -> assertThat(keys(store))
                .hasSize(1));
        assertThat(keys("two")).containsExactlyInAnyOrder(acmes.id(), umbrellas.id());
        assertThat(opened.getOrDefault("one", Map.of())).containsOnlyKeys(COMMON);
    }

    @Test
    void aRecordStaysWhereItBeganWhenItsTenantIsGivenAChoice() {
        bind("one", 2, 1);
        bind("two", 1, 2);
        TenantJournals begun = begin();
        RegisteredSession before = open("acme");
        choose(Map.of("acme", "two"));
        begun.follow();
        RegisteredSession after = open("acme");
        before.detach();
        after.detach();
        awaitKeys("one", before.id());
        awaitKeys("two", after.id());

        before.close("left");
        after.close("left");
        awaitKeys("one");
        awaitKeys("two");
    }

    @Test
    void aTenantsStoreFollowsItsChoiceToAnotherPluginAndNoOtherStoreDoes() {
        bind("one", 3, 1);
        bind("two", 2, 2);
        bind("three", 1, 3);
        choose(Map.of("acme", "two"));
        TenantJournals begun = begin();
        RegisteredSession ours = open(Tenants.DEFAULT);
        RegisteredSession acmes = open("acme");
        choose(Map.of("acme", "three"));
        begun.follow();
        awaitKeys("three", acmes.id());
        awaitKeys("two"); // a record is taken out of there after it has come to the other

        assertThat(keys("one")).containsExactly(ours.id());
        acmes.close("left");
        awaitKeys("three");
    }

    @Test
    void whenTheChoiceIsUndoneTheStoreGoesToTheBestPluginAndNewSessionsToTheCommonOne() {
        bind("one", 2, 1);
        bind("two", 1, 2);
        choose(Map.of("acme", "two"));
        begin();
        RegisteredSession before = open("acme");
        choose(Map.of());
        RegisteredSession after = open("acme");
        awaitKeys("one", before.id(), after.id());

        assertThat(keys(opened.getOrDefault("one", Map.of()).get(COMMON))).containsExactly(after.id());
        before.close("left");
        awaitKeys("one", after.id());
    }

    @Test
    void whereTooManyStoresAreOpenATenantsRecordsAreInTheCommonOne() {
        bind("one", 1, 1);
        for (int other = 0; other < SlottedStores.MAXIMUM_OPEN - 1; other++) {
            stores.open("other-" + other);
        }
        choose(Map.of("acme", "one"));
        begin();
        RegisteredSession acmes = open("acme");

        assertThat(keys(opened.getOrDefault("one", Map.of()).get(COMMON))).containsExactly(acmes.id());
    }

    @Test
    void aNameIsTakenOnceForEachTenant() {
        bind("one", 1, 1);
        SessionStore acmes = stores.open("acme", COMMON);
        stores.open("umbrella", COMMON);
        stores.open(COMMON);

        assertThatThrownBy(() -> stores.open("acme", COMMON)).isInstanceOf(IllegalStateException.class);
        acmes.close();
        stores.open("acme", COMMON).close();
        assertThatThrownBy(() -> stores.open("acme", "a-name-too-long-"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: <= 15 characters");
        stores.closeAll();
    }

    private TenantJournals begin() {
        JournalThreads inPlace = new JournalThreads(Runnable::run, Runnable::run);
        TenantJournals begun = new TenantJournals(stores::tenantsWithChoice, tenant -> {
            SessionStore store = stores.open(tenant, COMMON);
            return new TenantJournals.Kept(
                    new SessionJournal(
                            store,
                            new NotedBreakers(),
                            inPlace,
                            new MetricRegistry(),
                            new SessionJournal.Settings(
                                    TestIdentities.NODE, tenant, Duration.ofHours(1), () -> 1_700_000_000_000L)),
                    store);
        });
        journals = begun;
        registry.addListener(begun);
        return begun;
    }

    private RegisteredSession open(String tenant) {
        RegisteredSession session = registry.open(
                SessionKind.SIGNALING, new Identity(tenant, "ada", "laptop", Grants.ALL, Identity.NEVER, null));
        session.activate();
        return session;
    }

    private void choose(Map<String, String> byTenant) {
        slot.configure(new PluginSelection("", byTenant), SlotSettings.DEFAULT);
    }

    private void bind(String plugin, int ranking, long serviceId) {
        Map<String, SessionStore> ofPlugin = opened.computeIfAbsent(plugin, absent -> new ConcurrentHashMap<>());
        slot.bind(
                new PluginIdentity(plugin, PluginVersion.parse("1.0.0"), "test." + plugin, ranking, serviceId),
                name -> {
                    SessionStore store = new InMemorySessionStore(1 << 20, () -> 0);
                    ofPlugin.put(name, store);
                    return store;
                });
    }

    private Collection<SessionStore> stores(String plugin) {
        return opened.getOrDefault(plugin, Map.of()).values();
    }

    private Set<String> keys(String plugin) {
        Set<String> keys = new HashSet<>();
        stores(plugin).forEach(store -> keys.addAll(keys(store)));
        return keys;
    }

    private static Set<String> keys(@Nullable SessionStore store) {
        Set<String> keys = new HashSet<>();
        assertThat(store).isNotNull();
        try (StoredRecords records = store.records()) {
            for (StoredRecord record = records.next(); record != null; record = records.next()) {
                keys.add(record.key());
            }
        } catch (StorageException closed) {
            // Its records have gone to another plugin.
            return Set.of();
        }
        return keys;
    }

    /** A hand-over between plugins takes its time. */
    private void awaitKeys(String plugin, String... expected) {
        while (!keys(plugin).equals(Set.of(expected))) {
            Thread.onSpinWait();
        }
    }

    /** Lets all calls through, and remembers for whom. */
    private final class NotedBreakers implements Breakers {
        @Override
        public <T extends @Nullable Object> T call(
                String downstream, Callable<? extends T> call, Callable<? extends T> fallback) {
            throw new AssertionError("of no tenant");
        }

        @Override
        public <T extends @Nullable Object> CompletionStage<T> callAsync(
                String downstream,
                Supplier<? extends CompletionStage<T>> call,
                Supplier<? extends CompletionStage<T>> fallback) {
            throw new AssertionError("of no tenant");
        }

        @Override
        public <T extends @Nullable Object> CompletionStage<T> callAsync(
                String tenant,
                String downstream,
                Supplier<? extends CompletionStage<T>> call,
                Supplier<? extends CompletionStage<T>> fallback) {
            guarded.add(tenant);
            return call.get();
        }

        @Override
        public List<BreakerInfo> breakers() {
            return List.of();
        }
    }
}
