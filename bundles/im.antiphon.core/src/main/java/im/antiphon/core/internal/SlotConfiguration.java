// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.plugin.PluginKind;
import im.antiphon.core.plugin.AllocationBudgets;
import im.antiphon.core.plugin.CallBudgets;
import im.antiphon.core.plugin.ConfiguredChoices;
import im.antiphon.core.plugin.PluginSelection;
import im.antiphon.core.plugin.SlotSettings;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the configuration of PID {@value PluginSlotsComponent#PID} means to slots. */
final class SlotConfiguration {
    private SlotConfiguration() {}

    static SlotSettings settings(PluginSlotsConfiguration configuration) {
        return new SlotSettings(
                TimeUnit.MILLISECONDS.toNanos(configuration.drain_timeout_millis()),
                configuration.quarantine_failures(),
                TimeUnit.MILLISECONDS.toNanos(configuration.quarantine_window_millis()),
                new CallBudgets(
                        configuration.call_sampled_one_in(),
                        TimeUnit.MICROSECONDS.toNanos(configuration.packet_budget_micros()),
                        TimeUnit.MICROSECONDS.toNanos(configuration.feedback_budget_micros()),
                        TimeUnit.MICROSECONDS.toNanos(configuration.frame_budget_micros()),
                        TimeUnit.MICROSECONDS.toNanos(configuration.route_budget_micros()),
                        TimeUnit.MICROSECONDS.toNanos(configuration.breaker_budget_micros())),
                new AllocationBudgets(
                        configuration.packet_budget_bytes(),
                        configuration.feedback_budget_bytes(),
                        configuration.frame_budget_bytes()));
    }

    /** Stores have records to hand over before they go. */
    static SlotSettings storageSettings(PluginSlotsConfiguration configuration) {
        return new SlotSettings(
                TimeUnit.MILLISECONDS.toNanos(configuration.storage_drain_timeout_millis()),
                configuration.quarantine_failures(),
                TimeUnit.MILLISECONDS.toNanos(configuration.quarantine_window_millis()));
    }

    static PluginSelection selection(PluginKind kind, Map<String, Object> properties) {
        return ConfiguredChoices.read(properties).of(kind);
    }
}
