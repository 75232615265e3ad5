// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A published ranking of the plugins of one slot; quarantined and withdrawn ones are not in it. Tenants with a choice of
 * their own have a ranking of their own, of the same plugins.
 *
 * @param generation grows with each
 * @param plugins the best first
 * @param byTenant the same for tenants whose first is another
 */
record SlotRanking<F>(long generation, List<BoundPlugin<F>> plugins, Map<String, List<BoundPlugin<F>>> byTenant) {
    static <F> SlotRanking<F> none() {
        return new SlotRanking<>(0, List.of(), Map.of());
    }

    /** @param usable bound, and neither quarantined nor withdrawn */
    static <F> SlotRanking<F> of(long generation, List<BoundPlugin<F>> usable, PluginSelection selection) {
        Map<String, List<BoundPlugin<F>>> byTenant = new HashMap<>();
        for (String tenant : selection.tenants()) {
            byTenant.put(tenant, sorted(usable, selection.nameFor(tenant)));
        }
        return new SlotRanking<>(generation, sorted(usable, selection.name()), Map.copyOf(byTenant));
    }

    private static <F> List<BoundPlugin<F>> sorted(List<BoundPlugin<F>> plugins, String preferredName) {
        return plugins.stream().sorted(order(preferredName)).toList();
    }

    /** The preferred name first, then as {@link PluginIdentity#BEST_FIRST}. */
    static <F> Comparator<BoundPlugin<F>> order(String preferredName) {
        Comparator<BoundPlugin<F>> preferredFirst =
                Comparator.comparing(plugin -> !plugin.identity().name().equals(preferredName));
        return preferredFirst.thenComparing(BoundPlugin::identity, PluginIdentity.BEST_FIRST);
    }

    /** For one tenant, the best first. */
    List<BoundPlugin<F>> plugins(String tenant) {
        return byTenant.isEmpty() ? plugins : byTenant.getOrDefault(tenant, plugins);
    }

    /** The one that serves a tenant, but for the avoided one. */
    @Nullable
    BoundPlugin<F> best(String tenant, long avoidedServiceId) {
        for (BoundPlugin<F> plugin : plugins(tenant)) {
            if (plugin.identity().serviceId() != avoidedServiceId) {
                return plugin;
            }
        }
        return null;
    }

    /** All that serve somebody, the one that serves most tenants first. */
    Set<BoundPlugin<F>> serving() {
        Set<BoundPlugin<F>> serving = new LinkedHashSet<>();
        plugins.stream().findFirst().ifPresent(serving::add);
        byTenant.values().forEach(ranked -> ranked.stream().findFirst().ifPresent(serving::add));
        return serving;
    }
}
