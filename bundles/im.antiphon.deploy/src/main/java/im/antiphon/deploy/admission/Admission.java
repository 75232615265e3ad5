// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.admission;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.deploy.admission.Surroundings.Exported;
import im.antiphon.deploy.jar.PackageImport;
import im.antiphon.deploy.jar.PluginJar;
import im.antiphon.deploy.jar.PluginManifest;
import im.antiphon.deploy.jar.Shown;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** The rules that need no framework: what a plugin's manifest and classes may claim, given what is on the node. */
public final class Admission {
    private static final String OURS = "im.antiphon.";
    private static final String API = "im.antiphon.api";

    /** Whoever has these can change how all other bundles are loaded, resolved or started. */
    private static final List<String> POWERS =
            List.of("org.osgi.framework.hooks.", "org.osgi.framework.launch", "org.osgi.framework.startlevel");

    private final Surroundings here;

    public Admission(Surroundings here) {
        this.here = here;
    }

    /** @throws DeploymentException for the first rule that the plugin breaks */
    public void check(PluginJar jar) {
        checkPowers(jar.manifest());
        checkName(jar.manifest());
        checkPackages(jar);
        checkApi(jar.manifest());
    }

    private void checkPowers(PluginManifest manifest) {
        if (manifest.fragmentHost() != null) {
            throw forbidden(
                    manifest,
                    "is a fragment (Fragment-Host: " + Shown.text(manifest.fragmentHost())
                            + "), and would become a part of a bundle that runs. Make it a bundle of its own that registers its"
                            + " factory as a service");
        }
        for (String required : sorted(manifest.requiredBundles())) {
            if (here.core().contains(required) || required.equals("system.bundle")) {
                throw forbidden(
                        manifest,
                        "requires the server's bundle " + required
                                + " (Require-Bundle), and would be bound to all of its inside. Import the packages it needs"
                                + " (Import-Package) instead");
            }
        }
        for (String pattern : sorted(manifest.dynamicImports())) {
            if (pattern.equals("*") || pattern.startsWith(OURS)) {
                throw forbidden(
                        manifest,
                        "has DynamicImport-Package: " + Shown.text(pattern)
                                + ", by which it could be wired to anything at any time. Import what it needs"
                                + " (Import-Package), with resolution:=optional where it can do without");
            }
        }
        for (PackageImport each : manifest.imports()) {
            if (POWERS.stream().anyMatch(power -> (each.name() + ".").startsWith(dotted(power)))) {
                throw forbidden(
                        manifest,
                        "imports " + each.name()
                                + ", by which it could change how other bundles are loaded or started. A plugin needs no more"
                                + " of the framework than org.osgi.framework");
            }
        }
    }

    private void checkName(PluginManifest manifest) {
        String name = manifest.symbolicName();
        if (here.core().contains(name) && !here.replaceable().containsKey(name)) {
            throw forbidden(
                    manifest,
                    "has the symbolic name of a bundle of the server that is no plugin and cannot be"
                            + " replaced. Give it a name of its own (Bundle-SymbolicName)");
        }
        if (manifest.version().equals(here.replaceable().get(name))) {
            throw sameVersion(manifest, "the distribution");
        }
    }

    private void checkPackages(PluginJar jar) {
        Map<String, String> owners = new HashMap<>();
        for (Exported each : here.packages()) {
            if (each.ofCore()) {
                owners.put(each.name(), each.bundle());
            }
        }
        for (String exported : sorted(jar.manifest().exports())) {
            if (owners.containsKey(exported) || ofApi(exported)) {
                throw core(jar, "exports", exported, owners, "Take it out of Export-Package");
            }
        }
        for (String contained : sorted(jar.classPackages())) {
            if (owners.containsKey(contained) || ofApi(contained)) {
                throw core(
                        jar,
                        "contains classes of",
                        contained,
                        owners,
                        "Import it, and keep its classes out of the jar (in Maven: scope provided; in bnd: no"
                                + " -includeresource or Private-Package of it); a copy of a library that must differ is"
                                + " moved to a package of its own (shaded)");
            }
        }
    }

    private static DeploymentException core(
            PluginJar jar, String verb, String claimed, Map<String, String> owners, String advice) {
        String owner = owners.getOrDefault(claimed, "the API");
        return new DeploymentException(
                Reason.CORE_PACKAGE,
                jar.manifest().label() + " " + verb + " the package " + Shown.text(claimed) + ", which belongs to "
                        + owner + ": two copies of a class are two classes, and plugins would no longer fit. " + advice
                        + ".");
    }

    private void checkApi(PluginManifest manifest) {
        List<String> problems = new ArrayList<>();
        for (PackageImport wanted : manifest.imports()) {
            if (wanted.optional() || !wanted.name().startsWith(OURS)) {
                continue;
            }
            List<Version> offered = here.packages().stream()
                    .filter(each -> each.name().equals(wanted.name()))
                    .map(Exported::version)
                    .sorted(Comparator.reverseOrder())
                    .toList();
            if (offered.isEmpty()) {
                problems.add(wanted.name() + " is exported by nobody here"
                        + (ofApi(wanted.name())
                                ? ", so this server is older or newer than what the plugin was built for"
                                : "; what plugins may use is im.antiphon.api.* and im.antiphon.rtp"));
            } else if (offered.stream().noneMatch(version -> wanted.range().includes(version))) {
                problems.add(wanted.name() + " is wanted in " + wanted.range() + " and is " + offered.get(0) + " here, "
                        + advice(wanted.range(), offered.get(0)));
            }
        }
        if (!problems.isEmpty()) {
            throw new DeploymentException(
                    Reason.API_VERSION,
                    manifest.label() + " was built for another version of the API: " + String.join("; ", problems)
                            + ".");
        }
    }

    private static String advice(VersionRange wanted, Version here) {
        return wanted.getLeft().compareTo(here) > 0
                ? "so it needs a newer server, or has to be built with the im.antiphon.api of this one"
                : "so it has to be built anew with the im.antiphon.api of this server";
    }

    /** The refusal of a version that is there already. */
    public static DeploymentException sameVersion(PluginManifest manifest, String where) {
        return new DeploymentException(
                Reason.SAME_VERSION,
                manifest.label() + " is already there, from " + where
                        + ". Whatever has changed is a new version: raise Bundle-Version (or the Maven version) and put"
                        + " it in under another file name; it then takes over without a moment with neither.");
    }

    private static DeploymentException forbidden(PluginManifest manifest, String what) {
        return new DeploymentException(Reason.FORBIDDEN, manifest.label() + " " + what + ".");
    }

    private static boolean ofApi(String packageName) {
        return packageName.equals(API) || packageName.startsWith(API + ".");
    }

    private static String dotted(String power) {
        return power.endsWith(".") ? power : power + ".";
    }

    private static TreeSet<String> sorted(Iterable<String> names) {
        TreeSet<String> sorted = new TreeSet<>();
        names.forEach(name -> sorted.add(Objects.requireNonNull(name)));
        return sorted;
    }
}
