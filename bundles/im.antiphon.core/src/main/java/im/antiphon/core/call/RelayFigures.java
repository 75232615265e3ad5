// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/**
 * How a participant fares, as measured by itself or by the forwarding unit. What is not known is negative.
 *
 * @param lossFraction the worse direction's, 0..1; 1 where there is no connection
 * @param roundTripMillis to the other end of the connection
 * @param jitterMillis the worse direction's
 * @param cpuLoad of the device, 0..1
 * @param memoryLoad of the device, 0..1
 * @param networkJitterIndex the device's own judgement of its network, 0 (steady) to 1
 */
public record RelayFigures(
        double lossFraction,
        double roundTripMillis,
        double jitterMillis,
        double cpuLoad,
        double memoryLoad,
        double networkJitterIndex) {
    /** Nothing is known. */
    public static final RelayFigures UNKNOWN = new RelayFigures(-1, -1, -1, -1, -1, -1);

    /** Whether the participant says that nothing arrives at all. */
    boolean isCutOff() {
        return lossFraction >= 1;
    }

    /** These, and what only {@code earlier} knows. */
    RelayFigures over(RelayFigures earlier) {
        return new RelayFigures(
                lossFraction < 0 ? earlier.lossFraction : lossFraction,
                roundTripMillis < 0 ? earlier.roundTripMillis : roundTripMillis,
                jitterMillis < 0 ? earlier.jitterMillis : jitterMillis,
                cpuLoad < 0 ? earlier.cpuLoad : cpuLoad,
                memoryLoad < 0 ? earlier.memoryLoad : memoryLoad,
                networkJitterIndex < 0 ? earlier.networkJitterIndex : networkJitterIndex);
    }

    /** Whether any figure is at least the bound's. */
    boolean reaches(RelayFigures bound) {
        return lossFraction >= bound.lossFraction
                || roundTripMillis >= bound.roundTripMillis
                || jitterMillis >= bound.jitterMillis
                || cpuLoad >= bound.cpuLoad
                || memoryLoad >= bound.memoryLoad
                || networkJitterIndex >= bound.networkJitterIndex;
    }

    /** Whether any figure is more than the bound's. */
    boolean exceeds(RelayFigures bound) {
        return lossFraction > bound.lossFraction
                || roundTripMillis > bound.roundTripMillis
                || jitterMillis > bound.jitterMillis
                || cpuLoad > bound.cpuLoad
                || memoryLoad > bound.memoryLoad
                || networkJitterIndex > bound.networkJitterIndex;
    }
}
