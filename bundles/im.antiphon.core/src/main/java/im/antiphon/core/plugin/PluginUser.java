// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

/** A running product that wants to know when its slot ranks plugins anew. */
interface PluginUser {
    /**
     * The ranking has changed: migrate, now or soon, if another plugin serves. Called by whichever thread binds, unbinds
     * or has seen a plugin fail; returns at once and does not throw.
     */
    void onRankingChanged();
}
