// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import im.antiphon.load.VoicePeers;
import im.antiphon.load.WhipClient;
import im.antiphon.loadtest.measure.Timings;
import im.antiphon.loadtest.plan.LoadPlan;
import java.net.http.HttpClient;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What clients share.
 *
 * @param peers on whose thread the client's media runs
 * @param timer for heartbeats
 * @param nanoTime the clock
 * @param signalingTimes how long acknowledgements took
 */
public record Surroundings(
        LoadPlan plan,
        HttpClient http,
        WhipClient whip,
        VoicePeers peers,
        ScheduledExecutorService timer,
        LongSupplier nanoTime,
        Timings signalingTimes) {}
