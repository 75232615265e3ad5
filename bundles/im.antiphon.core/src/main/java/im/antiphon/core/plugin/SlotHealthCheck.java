// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import im.antiphon.api.plugin.PluginHealth;
import java.util.Objects;
import java.util.Optional;

/** Asks a plugin that is bound in a slot, and keeps it from going while it answers. */
record SlotHealthCheck<F>(PluginSlot<F> slot, BoundPlugin<F> plugin) implements HealthCheck {
    @Override
    public String label() {
        return plugin.identity().label();
    }

    @Override
    public Optional<String> ask() {
        if (!(plugin.factory() instanceof PluginHealth health) || !plugin.acquire()) {
            return Optional.empty();
        }
        try {
            return Objects.requireNonNull(health.problem(), "problem()");
        } catch (VirtualMachineError error) {
            if (error instanceof StackOverflowError) {
                return threw(error);
            }
            throw error; // the machine's own, no fault of the plugin
        } catch (Throwable failure) {
            return threw(failure);
        } finally {
            plugin.release();
        }
    }

    @Override
    public void quarantine(String problem) {
        slot.quarantine(plugin, QuarantineCause.UNHEALTHY, problem);
    }

    private static Optional<String> threw(Throwable failure) {
        return Optional.of("its health check threw " + failure.getClass().getName());
    }
}
