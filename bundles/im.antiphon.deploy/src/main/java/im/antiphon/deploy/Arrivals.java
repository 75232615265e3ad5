// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import im.antiphon.deploy.admission.Admission;
import im.antiphon.deploy.admission.Gate;
import im.antiphon.deploy.admission.Surroundings;
import im.antiphon.deploy.jar.PluginManifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Brings plugins in that came at once. They may need each other, so all are installed before any is resolved, and all are
 * resolved before any is started. Each stands or falls by itself: one that fails is taken out again, the others go on.
 */
final class Arrivals {
    private final PluginFramework framework;
    private final List<Arrival> arrivals;

    Arrivals(PluginFramework framework, List<Arrival> arrivals) {
        this.framework = framework;
        this.arrivals = List.copyOf(arrivals);
    }

    /** Afterwards each is started, or has a refusal and is not installed. */
    void bringIn(Gate gate, Collection<Standing> standing, long epochMillis) {
        Surroundings here = framework.surroundings();
        Map<String, String> labels = new HashMap<>();
        standing.forEach(each -> labels.put(each.label(), each.file()));
        for (Arrival each : arrivals) {
            each.step(() -> {
                each.admit(gate.check(each.staged().path(), here, epochMillis));
                PluginManifest manifest = Objects.requireNonNull(each.manifest());
                String other = labels.putIfAbsent(manifest.label(), each.file());
                if (other != null) {
                    throw Admission.sameVersion(manifest, "plugins/" + other);
                }
            });
        }
        forEach(each -> each.installed(framework.install(
                Standing.location(each.file(), each.staged()), each.staged().path())));
        forEach(each -> framework.resolve(each.bundle()));
        forEach(each -> framework.start(each.bundle()));
        for (boolean settled = false; !settled; ) {
            forEach(each -> framework.verify(each.bundle()));
            settled = !takeOutRefused(); // Without it, another one may not run either.
        }
    }

    private void forEach(Consumer<Arrival> step) {
        arrivals.forEach(each -> each.step(() -> step.accept(each)));
    }

    private boolean takeOutRefused() {
        List<Arrival> refused = new ArrayList<>();
        for (Arrival each : arrivals) {
            if (each.refusal() != null && each.isInstalled()) {
                refused.add(each);
            }
        }
        refused.forEach(each -> {
            framework.uninstall(each.bundle());
            each.uninstalled();
        });
        return !refused.isEmpty();
    }
}
