// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

/** What a simulated client does. In the order in which they come. */
public enum ClientKind {
    /** Publishes by WHIP. */
    PUBLISHER("publisher"),
    /** Joins by signaling, talks and listens. */
    PARTICIPANT("participant"),
    /** Listens by WHEP. */
    LISTENER("listener"),
    /** Is signed in by signaling, and no more. */
    IDLE("idle");

    private final String label;

    ClientKind(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }

    /** Whether it has a voice. */
    public boolean talks() {
        return this == PUBLISHER || this == PARTICIPANT;
    }

    /** Whether it hears voices. */
    public boolean hears() {
        return this == LISTENER || this == PARTICIPANT;
    }
}
