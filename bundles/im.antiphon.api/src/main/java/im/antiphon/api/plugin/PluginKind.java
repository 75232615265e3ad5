// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

/** The places in the system that plugins fill. */
public enum PluginKind {
    CODEC("codec"),
    CONGESTION("congestion"),
    ROUTING("routing"),
    BREAKER("breaker"),
    STORAGE("storage"),
    BUS("bus");

    private final String label;

    PluginKind(String label) {
        this.label = label;
    }

    /** The kind as configuration, metrics and pages spell it. */
    public String label() {
        return label;
    }
}
