// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.jar;

import java.nio.file.Path;
import java.util.Set;

/**
 * A plugin's jar that has been read to its end and found sound in itself.
 *
 * @param file what was read
 * @param manifest what it says of itself
 * @param classPackages every package that it holds classes of, in embedded jars and for other Java versions too
 */
public record PluginJar(Path file, PluginManifest manifest, Set<String> classPackages) {
    public PluginJar {
        classPackages = Set.copyOf(classPackages);
    }
}
