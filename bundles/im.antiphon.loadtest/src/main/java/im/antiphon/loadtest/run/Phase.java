// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.run;

/** How far a load test is. */
public enum Phase {
    RAMP("coming"),
    WARM_UP("warming up"),
    COUNTING("counting"),
    LEAVING("leaving");

    private final String label;

    Phase(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }

    /** What follows. Pure. */
    Phase next(boolean everybodyThere, boolean warm, boolean over) {
        return switch (this) {
            case RAMP -> everybodyThere ? WARM_UP : RAMP;
            case WARM_UP -> warm ? COUNTING : WARM_UP;
            case COUNTING, LEAVING -> over ? LEAVING : this;
        };
    }
}
