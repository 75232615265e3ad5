// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.breaker;

/**
 * The breaker of one downstream, as it stood when asked.
 *
 * @param downstream its name
 * @param state whether calls pass
 * @param servedBy {@code name@version} of the plugin that serves it, or {@code built-in}
 * @param successes calls that ended well
 * @param failures calls that failed
 * @param rejected calls that were not made
 * @param opened how often it has opened
 * @param halfOpened how often it has let a first probe through
 */
public record BreakerInfo(
        String downstream,
        CircuitBreaker.State state,
        String servedBy,
        long successes,
        long failures,
        long rejected,
        long opened,
        long halfOpened) {}
