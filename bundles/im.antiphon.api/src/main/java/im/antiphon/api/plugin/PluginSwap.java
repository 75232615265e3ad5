// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import org.jspecify.annotations.Nullable;

/**
 * One change of the serving plugin of a kind.
 *
 * @param kind what was swapped
 * @param from {@code name@version} of the one that served, or null when there was none
 * @param to {@code name@version} of the one that serves now, or null when none is left
 * @param epochMillis when, on the wall clock
 * @param migrated how many running products were carried over
 */
public record PluginSwap(PluginKind kind, @Nullable String from, @Nullable String to, long epochMillis, int migrated) {}
