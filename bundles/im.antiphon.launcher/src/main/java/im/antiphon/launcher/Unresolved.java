// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/** Finds out why bundles cannot be resolved: which of their requirements no installed bundle meets. */
final class Unresolved {
    private Unresolved() {}

    /** A line for each bundle that is not resolved: what it misses, or that it hangs on another that misses something. */
    static List<String> explain(List<Bundle> bundles, Bundle system) {
        List<BundleCapability> capabilities = new ArrayList<>(declared(system));
        bundles.forEach(bundle -> capabilities.addAll(declared(bundle)));
        List<String> lines = new ArrayList<>();
        for (Bundle bundle : bundles) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (bundle.getState() != Bundle.INSTALLED || revision == null) {
                continue;
            }
            List<String> missing = revision.getDeclaredRequirements(null).stream()
                    .filter(requirement ->
                            mandatory(requirement) && capabilities.stream().noneMatch(requirement::matches))
                    .map(requirement -> requirement.getNamespace() + " "
                            + requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, ""))
                    .toList();
            lines.add("  " + bundle.getSymbolicName() + " " + bundle.getVersion() + ": "
                    + (missing.isEmpty()
                            ? "needs another of these, or two versions of one package"
                            : "nothing provides " + String.join(", ", missing)));
        }
        return lines;
    }

    private static List<BundleCapability> declared(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision == null ? List.of() : revision.getDeclaredCapabilities(null);
    }

    private static boolean mandatory(BundleRequirement requirement) {
        String resolution = requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE);
        String effective = requirement.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE);
        return !Constants.RESOLUTION_OPTIONAL.equals(resolution)
                && !"dynamic".equals(resolution)
                && (effective == null || effective.equals(Constants.EFFECTIVE_RESOLVE));
    }
}
