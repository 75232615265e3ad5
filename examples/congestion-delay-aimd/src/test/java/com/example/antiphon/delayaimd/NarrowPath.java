// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

import im.antiphon.api.congestion.CongestionController;
import im.antiphon.api.congestion.CongestionFeedback.PacketArrivals;
import im.antiphon.api.congestion.CongestionFeedback.ReceiverReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A path with one narrow place, through which several peers are sent packets of 20 ms at the rates that their controllers
 * want. Time is played, not waited for; chance comes from a seed.
 */
final class NarrowPath {
    static final long MILLISECOND = 1_000_000L;
    static final long SECOND = 1_000 * MILLISECOND;

    private static final long STEP_NANOS = MILLISECOND;
    private static final long PACKET_NANOS = 20 * MILLISECOND;
    private static final long ARRIVALS_NANOS = 100 * MILLISECOND;
    private static final long REPORT_NANOS = SECOND;
    private static final long ONE_WAY_NANOS = 30 * MILLISECOND;
    private static final long LONGEST_QUEUE_NANOS = 400 * MILLISECOND;

    /** Somebody's clock on the far side: it does not agree with ours. */
    private static final long FAR_CLOCK_NANOS = 987_654_321_000L;

    private record Report(long atNanos, Runnable feedback) {}

    /** One peer. */
    final class Flow {
        final CongestionController controller;
        private final boolean reportsArrivals;
        private final ArrayDeque<Report> underWay = new ArrayDeque<>();
        private final List<long[]> arrivals = new ArrayList<>();
        private long number;
        private long sentInReport;
        private long lostInReport;
        private long worstQueueNanos;
        private long lost;
        private double rateSum;
        private long rates;

        private Flow(CongestionController controller, boolean reportsArrivals) {
            this.controller = controller;
            this.reportsArrivals = reportsArrivals;
        }

        private void step() {
            long deadline = controller.nextTimeoutNanos();
            if (deadline != CongestionController.NEVER && nowNanos - deadline >= 0) {
                controller.onTimeout(nowNanos);
            }
            while (!underWay.isEmpty() && underWay.peek().atNanos() <= nowNanos) {
                underWay.poll().feedback().run();
            }
            if (nowNanos % PACKET_NANOS == 0) {
                send();
            }
            if (nowNanos % ARRIVALS_NANOS == 0 && reportsArrivals && !arrivals.isEmpty()) {
                reportArrivals();
            }
            if (nowNanos % REPORT_NANOS == 0) {
                report();
            }
        }

        private void send() {
            long target = controller.targetBitsPerSecond();
            rateSum += target;
            rates++;
            int bytes = (int) (target * PACKET_NANOS / SECOND / 8);
            controller.onPacketSent(nowNanos, reportsArrivals ? number : -1, bytes);
            sentInReport++;
            long waits = Math.max(0, freeNanos - nowNanos);
            if (waits > LONGEST_QUEUE_NANOS || random.nextDouble() < randomLoss) {
                lost++;
                lostInReport++;
                arrivals.add(new long[] {number, -1});
            } else {
                freeNanos = nowNanos + waits + bytes * 8L * SECOND / bitsPerSecond;
                worstQueueNanos = Math.max(worstQueueNanos, waits);
                long jitter = random.nextLong(3 * MILLISECOND);
                arrivals.add(new long[] {number, freeNanos + ONE_WAY_NANOS + jitter + FAR_CLOCK_NANOS});
            }
            number++;
        }

        private void reportArrivals() {
            long[] numbers = arrivals.stream().mapToLong(arrival -> arrival[0]).toArray();
            long[] times = arrivals.stream().mapToLong(arrival -> arrival[1]).toArray();
            arrivals.clear();
            long atNanos = Math.max(nowNanos, freeNanos) + 2 * ONE_WAY_NANOS;
            underWay.add(new Report(
                    atNanos,
                    () -> controller.onFeedback(nowNanos, new PacketArrivals(numbers.length, numbers, times))));
        }

        private void report() {
            double fraction = sentInReport == 0 ? 0 : (double) lostInReport / sentInReport;
            long roundTrip = 2 * ONE_WAY_NANOS + Math.max(0, freeNanos - nowNanos) + random.nextLong(3 * MILLISECOND);
            sentInReport = 0;
            lostInReport = 0;
            if (!silent) {
                underWay.add(new Report(
                        nowNanos + roundTrip,
                        () -> controller.onFeedback(
                                nowNanos, new ReceiverReport(fraction, 3 * MILLISECOND, roundTrip))));
            }
        }

        /** The mean of its targets since the last {@link #measure}. */
        double meanBitsPerSecond() {
            return rateSum / rates;
        }

        long worstQueueMillis() {
            return worstQueueNanos / MILLISECOND;
        }

        long lost() {
            return lost;
        }
    }

    private final Random random = new Random(42);
    private final List<Flow> flows = new ArrayList<>();
    private long nowNanos;
    private long freeNanos;
    private long bitsPerSecond;
    private double randomLoss;
    private boolean silent;

    NarrowPath(long bitsPerSecond) {
        this.bitsPerSecond = bitsPerSecond;
    }

    Flow add(CongestionController controller) {
        Flow flow = new Flow(controller, true);
        flows.add(flow);
        return flow;
    }

    /** One whose receiver knows receiver reports alone. */
    Flow addWithoutArrivals(CongestionController controller) {
        Flow flow = new Flow(controller, false);
        flows.add(flow);
        return flow;
    }

    NarrowPath narrowTo(long changed) {
        bitsPerSecond = changed;
        return this;
    }

    NarrowPath loseAtRandom(double fraction) {
        randomLoss = fraction;
        return this;
    }

    /** No report comes any more. */
    NarrowPath fallSilent() {
        silent = true;
        return this;
    }

    NarrowPath play(long seconds) {
        for (long end = nowNanos + seconds * SECOND; nowNanos < end; nowNanos += STEP_NANOS) {
            flows.forEach(Flow::step);
        }
        return this;
    }

    /** Forgets the figures of what was played, and plays on. */
    void measure(long seconds) {
        for (Flow flow : flows) {
            flow.rateSum = 0;
            flow.rates = 0;
            flow.lost = 0;
            flow.worstQueueNanos = 0;
        }
        play(seconds);
    }
}
