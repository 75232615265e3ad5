// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

/** Where a bound plugin stands. */
public enum PluginState {
    /** New products come from it. */
    SERVING,
    /** Bound, but another of its kind and name (or of higher rank) serves. */
    STANDBY,
    /** Unregistered or outranked, while some of its products still run. */
    DRAINING,
    /** Taken out because it misbehaved. */
    QUARANTINED
}
