// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

/**
 * How much calls that are made again and again may allocate. Contracts say less, and the compatibility kit holds plugins to
 * them; these are the limits beyond which a plugin burdens the sessions of others with its garbage.
 *
 * @param packetBytes for {@code onPacketSent}, a look-up in a routing table, a call of a breaker
 * @param feedbackBytes for {@code onFeedback} and {@code onTimeout}
 * @param frameBytes for encoding or decoding one frame
 */
public record AllocationBudgets(long packetBytes, long feedbackBytes, long frameBytes) {
    /** 16 KiB, 64 KiB, 2 MiB. */
    public static final AllocationBudgets DEFAULT = new AllocationBudgets(16 << 10, 64 << 10, 2 << 20);

    public AllocationBudgets {
        if (packetBytes <= 0 || feedbackBytes <= 0 || frameBytes <= 0) {
            throw new IllegalArgumentException("budgets: " + packetBytes + ", " + feedbackBytes + ", " + frameBytes
                    + " bytes (expected: each > 0)");
        }
    }

    long bytes(HotCall call) {
        return switch (call) {
            case PACKET_SENT, ROUTE, ADMIT, REPORT -> packetBytes;
            case FEEDBACK, TIMEOUT -> feedbackBytes;
            case ENCODE, DECODE -> frameBytes;
        };
    }
}
