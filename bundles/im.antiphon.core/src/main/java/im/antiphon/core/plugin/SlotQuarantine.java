// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginEvent;
import im.antiphon.api.plugin.PluginKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of the plugins of one slot are taken out, and why; by {@code name@version}, so that a quarantine outlives
 * a restart of the same version. The oldest is forgotten beyond {@value #REMEMBERED}. Guarded by its slot.
 */
final class SlotQuarantine {
    static final int REMEMBERED = 64;

    private final PluginKind kind;
    private final PluginJournal journal;
    private final Map<String, String> reasons = new LinkedHashMap<>();

    SlotQuarantine(PluginKind kind, PluginJournal journal) {
        this.kind = kind;
        this.journal = journal;
    }

    boolean holds(PluginIdentity plugin) {
        return reasons.containsKey(plugin.label());
    }

    /** Why a plugin is in it, or null. */
    @Nullable
    String reason(PluginIdentity plugin) {
        return reasons.get(plugin.label());
    }

    /** Takes a plugin in; false where it was in it. */
    boolean add(PluginIdentity plugin, String reason) {
        if (reasons.putIfAbsent(plugin.label(), reason) != null) {
            return false;
        }
        if (reasons.size() > REMEMBERED) {
            reasons.remove(reasons.keySet().iterator().next());
        }
        journal.happened(PluginEvent.Type.QUARANTINED, kind, plugin.label(), reason);
        return true;
    }

    /** Lets every version of a plugin out; false where none was in it. */
    boolean release(String name) {
        return release(label -> nameOf(label).equals(name), "released by an operator");
    }

    /** A newer version pardons the older ones: they may be fallen back to. */
    void pardonOlderThan(PluginIdentity newcomer) {
        release(label -> isOlder(label, newcomer), newcomer.label() + " has come");
    }

    private boolean release(Predicate<String> labels, String reason) {
        List<String> released = reasons.keySet().stream().filter(labels).toList();
        for (String label : released) {
            reasons.remove(label);
            journal.happened(PluginEvent.Type.RELEASED, kind, label, reason);
        }
        return !released.isEmpty();
    }

    private static boolean isOlder(String label, PluginIdentity newcomer) {
        return nameOf(label).equals(newcomer.name())
                && PluginVersion.parse(label.substring(label.indexOf('@') + 1)).compareTo(newcomer.version()) < 0;
    }

    private static String nameOf(String label) {
        return label.substring(0, label.indexOf('@'));
    }
}
