// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.admission;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Version;

/**
 * What a plugin meets on this node, as it stood when asked.
 *
 * @param packages all exported packages, with the bundle that exports each
 * @param core the symbolic names of the distribution's bundles
 * @param replaceable those of them that are plugins, with the version: newer ones may stand beside
 */
public record Surroundings(List<Exported> packages, Set<String> core, Map<String, Version> replaceable) {
    /**
     * An exported package.
     *
     * @param name of the package
     * @param version it is exported with
     * @param bundle the symbolic name of the exporter
     * @param ofCore whether that is the distribution's
     */
    public record Exported(String name, Version version, String bundle, boolean ofCore) {}

    public Surroundings {
        packages = List.copyOf(packages);
        core = Set.copyOf(core);
        replaceable = Map.copyOf(replaceable);
    }
}
