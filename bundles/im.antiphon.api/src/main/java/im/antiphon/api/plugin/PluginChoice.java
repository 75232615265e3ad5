// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

/**
 * A plugin that configuration chooses by its name.
 *
 * @param kind what it is
 * @param encoding of codecs, the encoding name it is chosen for; empty for all other kinds
 * @param tenant for whom; {@link Tenants#DEFAULT} for all that have no choice of their own
 * @param plugin its {@link PluginName}. It serves whenever it is bound; while it is not, the highest ranking does
 */
public record PluginChoice(PluginKind kind, String encoding, String tenant, String plugin) {}
