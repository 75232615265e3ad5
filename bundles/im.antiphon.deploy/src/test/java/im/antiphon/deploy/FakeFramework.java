// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import im.antiphon.deploy.admission.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.osgi.framework.Version;

/** Keeps bundles as names, and fails where a test wants it to. */
final class FakeFramework implements PluginFramework {
    /** What ran, in the order in which it was asked for. */
    final List<String> calls = new ArrayList<>();

    /** Labels that fail, by the step at which they do. */
    final Map<String, String> failures = new HashMap<>();

    final Map<String, Version> replaceable = new HashMap<>();
    boolean stopping;

    private final Map<Long, String> bundles = new TreeMap<>();
    private final Map<Long, String> locations = new HashMap<>();
    private final Set<Long> started = new HashSet<>();
    private long last = 100;

    /** The bundles that run, as {@code name version}. */
    List<String> running() {
        return bundles.entrySet().stream()
                .filter(each -> started.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
    }

    /** All that is installed, running or not. */
    int installed() {
        return bundles.size();
    }

    @Override
    public Surroundings surroundings() {
        return new Surroundings(
                List.of(new Surroundings.Exported(
                        "im.antiphon.api.congestion", new Version("0.1.0"), "im.antiphon.api", true)),
                replaceable.keySet(),
                replaceable);
    }

    @Override
    public void retain(Set<String> kept) {
        for (long id : List.copyOf(bundles.keySet())) {
            if (!kept.contains(locations.get(id))) {
                uninstall(id);
            }
        }
    }

    @Override
    public long install(String location, Path jar) {
        for (Map.Entry<Long, String> each : locations.entrySet()) {
            if (each.getValue().equals(location)) {
                return each.getKey();
            }
        }
        try (JarFile read = new JarFile(jar.toFile())) {
            var headers = read.getManifest().getMainAttributes();
            String label = headers.getValue("Bundle-SymbolicName") + " "
                    + Version.parseVersion(headers.getValue("Bundle-Version"));
            step("install", label);
            last++;
            bundles.put(last, label);
            locations.put(last, location);
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void resolve(long bundle) {
        step("resolve", label(bundle));
    }

    @Override
    public void start(long bundle) {
        step("start", label(bundle));
        started.add(bundle);
    }

    @Override
    public void verify(long bundle) {
        step("verify", label(bundle));
    }

    @Override
    public void uninstall(long bundle) {
        calls.add("uninstall " + label(bundle));
        started.remove(bundle);
        bundles.remove(bundle);
        locations.remove(bundle);
    }

    @Override
    public boolean running(long bundle) {
        return started.contains(bundle);
    }

    @Override
    public boolean stopping() {
        return stopping;
    }

    private String label(long bundle) {
        return bundles.getOrDefault(bundle, "nothing");
    }

    private void step(String step, String label) {
        calls.add(step + " " + label);
        if (step.equals(failures.get(label))) {
            throw new DeploymentException(
                    step.equals("resolve") ? Reason.UNRESOLVABLE : Reason.START, label + " fails at " + step);
        }
    }
}
