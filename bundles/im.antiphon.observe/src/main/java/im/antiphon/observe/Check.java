// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

/**
 * One thing a node must have before it can serve, looked at.
 *
 * @param name one word
 * @param status how it is
 * @param detail a few words for the operator
 */
public record Check(String name, Status status, String detail) {
    /** How one thing is; the worst comes last. */
    public enum Status {
        UP("up"),
        /** Calls are served; somebody should look after it all the same. */
        DEGRADED("degraded"),
        DOWN("down");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /** As {@code /health} spells it. */
        public String word() {
            return word;
        }
    }

    public Check(String name, boolean up, String detail) {
        this(name, up ? Status.UP : Status.DOWN, detail);
    }
}
