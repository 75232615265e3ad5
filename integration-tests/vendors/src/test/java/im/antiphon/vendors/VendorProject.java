// SPDX-License-Identifier: Apache-2.0
package im.antiphon.vendors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A plugin's project on a vendor's disk.
 *
 * @param folder named as its artifact is
 * @param kind of the plugin
 * @param plugin the name that configuration would choose it by
 */
record VendorProject(Path folder, String kind, String plugin) {
    private static final Pattern OWN_VERSION = Pattern.compile("(?<=<version>)[^<]+(?=</version>)");
    private static final Pattern TESTS = Pattern.compile("<testsuite\\b[^>]*\\btests=\"(\\d+)\"[^>]*>");
    private static final Pattern IMPORT = Pattern.compile("([\\w.]+)((?:;[^,\"]*(?:\"[^\"]*\")?)*)");

    String artifactId() {
        return folder.getFileName().toString();
    }

    /** What makes another release of it: the first version in the file is its own. */
    void raiseVersion(String version) throws IOException {
        Files.writeString(pom(), OWN_VERSION.matcher(Files.readString(pom())).replaceFirst(version));
    }

    Path jar(String version) {
        return folder.resolve("target").resolve(artifactId() + "-" + version + ".jar");
    }

    /** {@code name@version}, as the server spells it. */
    String label(String version) {
        return plugin + "@" + version;
    }

    /** How many tests its classes of that suffix have run, all of them well: else it would not have been built. */
    int testsRun(String suffix) throws IOException {
        List<Path> reports;
        try (Stream<Path> files = Files.list(folder.resolve("target/surefire-reports"))) {
            reports = files.filter(file -> file.toString().endsWith(suffix + ".xml"))
                    .toList();
        }
        int tests = 0;
        for (Path report : reports) {
            Matcher count = TESTS.matcher(Files.readString(report));
            tests += count.find() ? Integer.parseInt(count.group(1)) : 0;
        }
        return tests;
    }

    /** The packages that its jar wants of others, with their attributes. */
    List<String> imports(String version) throws IOException {
        try (JarFile jar = new JarFile(jar(version).toFile())) {
            Attributes headers = jar.getManifest().getMainAttributes();
            String header = headers.getValue("Import-Package");
            List<String> imports = new ArrayList<>();
            IMPORT.matcher(header).results().map(MatchResult::group).forEach(imports::add);
            return imports;
        }
    }

    private Path pom() {
        return folder.resolve("pom.xml");
    }
}
