// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.limit;

/** For whom a limit counts. */
public enum LimitScope {
    /** Messages of one session; the key is its id. */
    SESSION("session"),
    /** Messages of all sessions of a user; the key is {@code tenant/user}. */
    USER("user"),
    /** Messages of all sessions of a tenant; the key is its name. */
    TENANT("tenant"),
    /** Connections and requests for sessions from one address; the key is the address without port. */
    ADDRESS("address");

    private final String label;

    LimitScope(String label) {
        this.label = label;
    }

    /** The scope as configuration, metrics and messages spell it. */
    public String label() {
        return label;
    }
}
