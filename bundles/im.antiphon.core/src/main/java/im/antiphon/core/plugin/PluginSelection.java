// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.Tenants;
import java.util.Map;
import java.util.Set;

/**
 * Which plugin of a slot is to serve, by name. Where the one that is named is not bound, the ranking decides.
 *
 * @param name for all tenants without a choice of their own; empty: by ranking
 * @param byTenant the choices of tenants; a tenant is not named {@link Tenants#DEFAULT}, nor its choice empty
 */
public record PluginSelection(String name, Map<String, String> byTenant) {
    /** The ranking decides. */
    public static final PluginSelection NONE = new PluginSelection("", Map.of());

    public PluginSelection {
        byTenant = Map.copyOf(byTenant);
        for (Map.Entry<String, String> choice : byTenant.entrySet()) {
            Tenants.requireName(choice.getKey());
            if (choice.getKey().equals(Tenants.DEFAULT) || choice.getValue().isEmpty()) {
                throw new IllegalArgumentException(
                        "byTenant: " + choice + " (expected: a tenant but " + Tenants.DEFAULT + ", and a name)");
            }
        }
    }

    /** For all tenants alike. */
    public static PluginSelection of(String name) {
        return new PluginSelection(name, Map.of());
    }

    /** What a tenant is to be served by; empty: by ranking. */
    String nameFor(String tenant) {
        return byTenant.getOrDefault(tenant, name);
    }

    /** Those with a choice of their own. */
    Set<String> tenants() {
        return byTenant.keySet();
    }
}
