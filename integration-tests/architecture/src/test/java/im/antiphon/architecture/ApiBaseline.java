// SPDX-License-Identifier: Apache-2.0
package im.antiphon.architecture;

import static java.util.Objects.requireNonNull;

import aQute.bnd.differ.Baseline;
import aQute.bnd.differ.DiffPluginImpl;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Instructions;
import aQute.bnd.osgi.Jar;
import aQute.bnd.osgi.Processor;
import aQute.bnd.service.diff.Delta;
import aQute.bnd.version.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What vendors have been promised: the API as {@code cnf/baseline/record} has recorded it. A change to an exported package
 * asks for a higher version of it: the next major one where plugins that were built before would break, the next minor one
 * where only the server has to follow or something was added.
 *
 * <p>That is semantic versioning as bnd knows it, but for two things, for which a test does the comparison and not bnd's Maven
 * plugin. bnd excuses everything below 1.0.0, and that plugin cannot be told otherwise. And once bnd has come upon a default
 * method of an interface it takes each further method of it for one, also those that a plugin would have to implement; here
 * {@link PluginInterfaces} tells them apart.
 */
final class ApiBaseline {
    private ApiBaseline() {}

    /** The recorded jar of a bundle. */
    static Path recorded(String bundle) {
        String folder =
                requireNonNull(System.getProperty("antiphon.baseline"), "system property antiphon.baseline is not set");
        return Path.of(folder, bundle + ".jar");
    }

    /** For each package whose version is too low, which it should be and why; empty where all is well. */
    static List<String> problems(Jar newer, Jar older) throws Exception {
        Map<String, Set<String>> demanded = demanded(newer, older);
        try (Processor processor = new Processor()) {
            processor.setProperty(Constants.BASELINEINCLUDEZEROMAJOR, "true");
            Instructions all = new Instructions(new Parameters("*", processor));
            List<String> problems = new ArrayList<>();
            for (Baseline.Info info : new Baseline(processor, new DiffPluginImpl()).baseline(newer, older, all)) {
                Set<String> methods = demanded.getOrDefault(info.packageName, Set.of());
                Version nextMajor = new Version(info.olderVersion.getMajor() + 1, 0, 0);
                if (info.packageDiff.getDelta() == Delta.REMOVED) {
                    problems.add(info.packageName + " is gone; vendors have been promised " + info.olderVersion);
                } else if (!methods.isEmpty() && info.newerVersion.compareTo(nextMajor) < 0) {
                    problems.add(problem(info, nextMajor, "plugins would have to implement " + methods));
                } else if (info.mismatch) {
                    String changes =
                            "what has changed is " + info.reason.strip().replace("\n", ", ");
                    problems.add(problem(info, requireNonNull(info.suggestedVersion), changes));
                }
            }
            problems.sort(null);
            return problems;
        }
    }

    private static String problem(Baseline.Info info, Version expected, String reason) {
        return "%s has version %s (expected: >= %s): vendors have been promised %s, and %s"
                .formatted(info.packageName, info.newerVersion, expected, info.olderVersion, reason);
    }

    /** By package, the methods that plugins did not have to implement before. */
    private static Map<String, Set<String>> demanded(Jar newer, Jar older) throws Exception {
        Map<String, Set<String>> demanded = new TreeMap<>();
        Map<String, Set<String>> former = PluginInterfaces.methods(older);
        PluginInterfaces.methods(newer).forEach((type, methods) -> {
            Set<String> more = new TreeSet<>(methods);
            more.removeAll(former.getOrDefault(type, methods));
            for (String method : more) {
                String packageName = type.substring(0, type.lastIndexOf('.'));
                demanded.computeIfAbsent(packageName, name -> new TreeSet<>()).add(type + "." + method);
            }
        });
        return demanded;
    }
}
