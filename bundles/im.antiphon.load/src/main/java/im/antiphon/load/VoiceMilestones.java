// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

/**
 * How far a peer has come, and when, in {@code System.nanoTime} of its machine; {@link #NOT_YET} where it has not.
 *
 * @param answeredNanos the first answer was taken and connectivity checks began
 * @param reachedNanos ICE had selected an address
 * @param connectedNanos DTLS had agreed on keys
 * @param heardNanos the first packet of a voice came
 */
public record VoiceMilestones(long answeredNanos, long reachedNanos, long connectedNanos, long heardNanos) {
    /** What lies before or after this has not happened. */
    public static final long NOT_YET = Long.MIN_VALUE;
}
