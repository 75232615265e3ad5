// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.internal;

import im.antiphon.deploy.jar.Shown;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Finds out why a bundle cannot be resolved, and what its author can do about it. */
final class Unresolved {
    private Unresolved() {}

    static String explain(Bundle bundle, FrameworkWiring wiring) {
        List<String> missing = new ArrayList<>();
        for (BundleRequirement each : bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
            String effective = each.getDirectives().getOrDefault(Constants.EFFECTIVE_DIRECTIVE, "resolve");
            boolean optional =
                    Constants.RESOLUTION_OPTIONAL.equals(each.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
                            || "dynamic".equals(each.getDirectives().get(Constants.RESOLUTION_DIRECTIVE));
            if (!optional
                    && effective.equals(Constants.EFFECTIVE_RESOLVE)
                    && wiring.findProviders(each).isEmpty()) {
                missing.add(told(each));
            }
        }
        String label = FrameworkPlugins.label(bundle);
        if (missing.isEmpty()) {
            return label + " cannot be wired, though all it needs is here: two of its imports want different copies of"
                    + " one package (" + complaint(bundle) + "). Import fewer packages, or embed the library.";
        }
        return label + " cannot be resolved, since nothing here provides: " + String.join("; ", missing)
                + ". Put what provides it into plugins/ as well, embed it in the jar, or make it optional.";
    }

    private static String told(BundleRequirement requirement) {
        String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
        String what =
                switch (requirement.getNamespace()) {
                    case PackageNamespace.PACKAGE_NAMESPACE -> "the package ";
                    case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> "the Java version ";
                    default -> requirement.getNamespace() + " ";
                };
        return Shown.text(what + (filter.isEmpty() ? requirement.getAttributes().toString() : filter));
    }

    /** The resolver tells its reasons only to those who start. It cannot start what it cannot resolve. */
    private static String complaint(Bundle bundle) {
        try {
            bundle.start(Bundle.START_TRANSIENT);
            return "it resolves now; try again";
        } catch (BundleException e) {
            return Shown.text(String.valueOf(e.getMessage()));
        }
    }
}
