// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

/**
 * A plugin was taken out, or may serve again.
 *
 * @param type which of the two
 * @param kind what it is
 * @param plugin {@code name@version}
 * @param reason why it was taken out, or by what it came back
 * @param epochMillis when, on the wall clock
 */
public record PluginEvent(Type type, PluginKind kind, String plugin, String reason, long epochMillis) {
    /** What happened to the plugin. */
    public enum Type {
        QUARANTINED,
        RELEASED
    }
}
