// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.jar;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * What a bundle's manifest says, as far as admission asks (OSGi Core R8, 3.2).
 *
 * @param symbolicName of the bundle
 * @param version of the bundle
 * @param imports what it imports
 * @param exports the packages it exports
 * @param requiredBundles the bundles it requires
 * @param dynamicImports the packages, or patterns of them, that it imports when it comes to need them
 * @param classPath where in the jar its classes are: {@code .}, folders, jars
 * @param components whether it declares components of Declarative Services
 * @param fragmentHost the bundle it wants to be a part of; null but for a fragment
 */
public record PluginManifest(
        String symbolicName,
        Version version,
        List<PackageImport> imports,
        Set<String> exports,
        Set<String> requiredBundles,
        Set<String> dynamicImports,
        Set<String> classPath,
        boolean components,
        @Nullable String fragmentHost) {
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final int LONGEST_NAME = 200;
    private static final String ADVICE = "Build the jar with bnd-maven-plugin, which writes the manifest;"
            + " docs/writing-a-plugin.md has a whole example.";

    /** @throws DeploymentException where it is no bundle's manifest, or not one of a sound bundle */
    static PluginManifest read(Manifest manifest) {
        Attributes headers = manifest.getMainAttributes();
        String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null || !"2".equals(strip(headers.getValue(Constants.BUNDLE_MANIFESTVERSION)))) {
            throw wrong("this is not an OSGi bundle: its manifest has no Bundle-ManifestVersion: 2 with a"
                    + " Bundle-SymbolicName. " + ADVICE);
        }
        String version = headers.getValue(Constants.BUNDLE_VERSION);
        if (version == null) {
            throw wrong(
                    "the manifest has no Bundle-Version, and versions are how plugins replace each other. " + ADVICE);
        }
        List<HeaderClause> host = clauses(headers, Constants.FRAGMENT_HOST);
        return new PluginManifest(
                symbolicName(headers),
                version(version),
                imports(headers),
                paths(headers, Constants.EXPORT_PACKAGE),
                paths(headers, Constants.REQUIRE_BUNDLE),
                paths(headers, Constants.DYNAMICIMPORT_PACKAGE),
                paths(headers, Constants.BUNDLE_CLASSPATH),
                headers.getValue("Service-Component") != null,
                host.isEmpty() ? null : host.get(0).path());
    }

    /** {@code symbolic.name version}, as messages spell it. */
    public String label() {
        return symbolicName + " " + version;
    }

    private static String symbolicName(Attributes headers) {
        String name = clauses(headers, Constants.BUNDLE_SYMBOLICNAME).get(0).path();
        if (name.length() > LONGEST_NAME || !SYMBOLIC_NAME.matcher(name).matches()) {
            throw wrong("Bundle-SymbolicName: " + shown(name) + " (expected: letters, digits, _, - and ., at most "
                    + LONGEST_NAME + " of them)");
        }
        return name;
    }

    private static Version version(String text) {
        try {
            Version version = Version.parseVersion(text);
            if (version.toString().length() <= LONGEST_NAME) {
                return version;
            }
        } catch (IllegalArgumentException e) {
            // Told below, as one that is too long is.
        }
        throw wrong("Bundle-Version: " + shown(text) + " (expected: such as 1.2.3 or 1.2.3.beta)");
    }

    private static List<PackageImport> imports(Attributes headers) {
        List<PackageImport> imports = new ArrayList<>();
        for (HeaderClause clause : clauses(headers, Constants.IMPORT_PACKAGE)) {
            String range = clause.attributes().getOrDefault(Constants.VERSION_ATTRIBUTE, "0");
            boolean optional =
                    Constants.RESOLUTION_OPTIONAL.equals(clause.directives().get(Constants.RESOLUTION_DIRECTIVE));
            for (String path : clause.paths()) {
                try {
                    imports.add(new PackageImport(path, new VersionRange(range), optional));
                } catch (IllegalArgumentException e) {
                    throw wrong("Import-Package: " + shown(path) + " has the version " + shown(range)
                            + " (expected: a range such as [1.0,2))");
                }
            }
        }
        return List.copyOf(imports);
    }

    private static Set<String> paths(Attributes headers, String header) {
        Set<String> paths = new LinkedHashSet<>();
        clauses(headers, header).forEach(clause -> paths.addAll(clause.paths()));
        return Set.copyOf(paths);
    }

    private static List<HeaderClause> clauses(Attributes headers, String header) {
        String value = headers.getValue(header);
        if (value == null || value.isBlank()) {
            if (header.equals(Constants.BUNDLE_SYMBOLICNAME)) {
                throw wrong("Bundle-SymbolicName is empty. " + ADVICE);
            }
            return List.of();
        }
        try {
            return HeaderClause.parse(value);
        } catch (IllegalArgumentException e) {
            throw wrong("the manifest's " + header + " cannot be read: " + shown(String.valueOf(e.getMessage())) + ". "
                    + ADVICE);
        }
    }

    private static @Nullable String strip(@Nullable String value) {
        return value == null ? null : value.strip();
    }

    private static String shown(String text) {
        return Shown.text(text);
    }

    private static DeploymentException wrong(String message) {
        return new DeploymentException(Reason.MANIFEST, message);
    }
}
