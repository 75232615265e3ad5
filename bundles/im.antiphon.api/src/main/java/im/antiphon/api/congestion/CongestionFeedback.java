// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.congestion;

import org.osgi.annotation.versioning.ProviderType;

/** What the far end said about the packets sent to it, taken from RTCP. */
@ProviderType
public sealed interface CongestionFeedback {
    /**
     * One report block about the worst of the peer's streams (RFC 3550, section 6.4.1).
     *
     * @param lossFraction lost since the last report, 0..1
     * @param jitterNanos interarrival jitter
     * @param roundTripNanos from LSR and DLSR, or -1 where the report has no basis for it
     */
    record ReceiverReport(double lossFraction, long jitterNanos, long roundTripNanos) implements CongestionFeedback {
        public ReceiverReport {
            if (!(lossFraction >= 0 && lossFraction <= 1)) {
                throw new IllegalArgumentException("lossFraction: " + lossFraction + " (expected: 0..1)");
            }
            if (jitterNanos < 0) {
                throw new IllegalArgumentException("jitterNanos: " + jitterNanos + " (expected: >= 0)");
            }
        }
    }

    /**
     * The receiver's own estimate of what it can take, from REMB (draft-alvestrand-rmcat-remb-03).
     *
     * @param bitsPerSecond the estimate, not negative
     */
    record ReceiverEstimate(long bitsPerSecond) implements CongestionFeedback {
        public ReceiverEstimate {
            if (bitsPerSecond < 0) {
                throw new IllegalArgumentException("bitsPerSecond: " + bitsPerSecond + " (expected: >= 0)");
            }
        }
    }

    /**
     * Arrival of single packets, from transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01). The
     * arrays belong to the caller and hold until the call returns; index i of each speaks of the same packet.
     *
     * @param count how many entries are valid
     * @param sequenceNumbers transport-wide, extended to 64 bits, ascending
     * @param arrivalNanos on the receiver's clock, or -1 for a packet reported lost
     */
    record PacketArrivals(int count, long[] sequenceNumbers, long[] arrivalNanos) implements CongestionFeedback {}
}
