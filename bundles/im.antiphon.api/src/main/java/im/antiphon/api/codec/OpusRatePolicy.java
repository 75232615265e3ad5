// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.codec;

/**
 * How much rate an Opus sender should use on a path: the base, less up to 30 % as jitter grows.
 *
 * <pre>
 * target     = base * (1 - 0.3 * jitterNorm)                        clamped to 6..510 kb/s (RFC 6716, section 2.1.1)
 * jitterNorm = jitter / bearable                                    clamped to 0..1
 * bearable   = (400 ms - round trip / 2) / 4                        clamped to 20..100 ms
 * </pre>
 *
 * <p>A call may be 400 ms late from mouth to ear; half the round trip of it is spent on the way. What is left is the
 * receiver's to buffer with, and a buffer that is to catch nearly every packet is about four times as deep as RFC 3550's
 * jitter, which is a mean deviation. So the same jitter weighs more on a long path. An unknown round trip counts as none.
 * Pure, safe from any thread.
 */
public final class OpusRatePolicy {
    public static final int MINIMUM_BITS_PER_SECOND = 6_000;
    public static final int MAXIMUM_BITS_PER_SECOND = 510_000;

    private static final double GREATEST_REDUCTION = 0.3;
    private static final double DELAY_BUDGET_MILLIS = 400;
    private static final double BUFFER_DEPTH_IN_JITTERS = 4;
    private static final double LEAST_BEARABLE_MILLIS = 20;
    private static final double MOST_BEARABLE_MILLIS = DELAY_BUDGET_MILLIS / BUFFER_DEPTH_IN_JITTERS;

    private OpusRatePolicy() {}

    /**
     * The rate to encode at.
     *
     * @param baseBitsPerSecond the rate on a clean path
     * @param roundTripMillis or -1 while unknown
     * @param jitterMillis interarrival jitter (RFC 3550, section 6.4.1)
     */
    public static int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        double reduction = GREATEST_REDUCTION * jitterNorm(roundTripMillis, jitterMillis);
        return clamp((int) Math.round(baseBitsPerSecond * (1 - reduction)));
    }

    /** The nearest rate that Opus can encode at. */
    public static int clamp(int bitsPerSecond) {
        return Math.max(MINIMUM_BITS_PER_SECOND, Math.min(MAXIMUM_BITS_PER_SECOND, bitsPerSecond));
    }

    static double jitterNorm(double roundTripMillis, double jitterMillis) {
        double budgetMillis = DELAY_BUDGET_MILLIS - Math.max(0, roundTripMillis) / 2;
        double bearableMillis =
                Math.max(LEAST_BEARABLE_MILLIS, Math.min(MOST_BEARABLE_MILLIS, budgetMillis / BUFFER_DEPTH_IN_JITTERS));
        return Math.max(0, Math.min(1, jitterMillis / bearableMillis));
    }
}
