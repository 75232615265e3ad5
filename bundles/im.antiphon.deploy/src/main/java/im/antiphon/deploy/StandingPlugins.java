// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeployedPlugin.State;
import im.antiphon.deploy.signature.Signing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/** What is installed from the folder, by file and by plugin. Confined to one thread. */
final class StandingPlugins {
    private final Map<String, Standing> byFile = new TreeMap<>();

    /** Returns what was installed from that file before. */
    @Nullable
    Standing put(Standing arrived) {
        return byFile.put(arrived.file(), arrived);
    }

    @Nullable
    Standing get(String file) {
        return byFile.get(file);
    }

    @Nullable
    Standing remove(String file) {
        return byFile.remove(file);
    }

    Collection<Standing> all() {
        return List.copyOf(byFile.values());
    }

    Set<String> files() {
        return Set.copyOf(byFile.keySet());
    }

    /** The symbolic names, sorted. */
    TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>();
        byFile.values().forEach(each -> names.add(each.symbolicName()));
        return names;
    }

    /** All versions of a plugin, the newest first. */
    List<Standing> versions(String symbolicName) {
        return byFile.values().stream()
                .filter(each -> each.symbolicName().equals(symbolicName))
                .sorted(Comparator.comparing(Standing::version).reversed())
                .toList();
    }

    /** @param own the versions that the distribution brings, by symbolic name */
    List<DeployedPlugin> describe(Map<String, Version> own) {
        List<DeployedPlugin> described = new ArrayList<>();
        for (String name : names()) {
            List<Standing> versions = versions(name);
            for (Standing each : versions) {
                boolean newest = each.equals(versions.get(0));
                described.add(new DeployedPlugin(
                        name,
                        each.version().toString(),
                        each.file(),
                        signer(each.admitted().signing()),
                        newest ? State.CURRENT : State.STANDBY,
                        newest ? formerOnes(versions, own.get(name)) : List.of(),
                        each.epochMillis()));
            }
        }
        return List.copyOf(described);
    }

    private static List<String> formerOnes(List<Standing> versions, @Nullable Version own) {
        List<Version> former = new ArrayList<>();
        versions.subList(1, versions.size()).forEach(each -> former.add(each.version()));
        if (own != null) {
            former.add(own);
        }
        former.sort(Comparator.reverseOrder());
        return former.stream().map(Version::toString).toList();
    }

    private static @Nullable String signer(Signing signing) {
        return signing.state() == Signing.State.TRUSTED ? signing.signer() : null;
    }
}
