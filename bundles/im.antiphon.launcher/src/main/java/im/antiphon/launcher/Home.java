// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things are.
 *
 * @param distribution what is unpacked and not written to: bin, bundles, features, lib
 * @param directory what belongs to one server: conf, data, log, plugins
 */
record Home(Path distribution, Path directory) {
    Path features() {
        return distribution.resolve("features");
    }

    Path bundles() {
        return distribution.resolve("bundles");
    }

    Path conf() {
        return directory.resolve("conf");
    }

    Path data() {
        return directory.resolve("data");
    }

    Path log() {
        return directory.resolve("log");
    }

    Path plugins() {
        return directory.resolve("plugins");
    }

    /** How log lines look and where they go: the home's own file, else the distribution's. */
    Path logging() {
        Path own = conf().resolve("logback.xml");
        return Files.exists(own) ? own : distribution.resolve("conf/logback.xml");
    }

    /** Present while a server runs from here. */
    Path pidFile() {
        return data().resolve("antiphon.pid");
    }

    /** Present from the moment calls can come in. */
    Path readyFile() {
        return data().resolve("antiphon.ready");
    }

    /** What a server in the background prints. */
    Path console() {
        return log().resolve("console.log");
    }

    /** Makes the folders that a server writes to. */
    void create() {
        for (Path folder : List.of(conf(), data(), log(), plugins())) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new LaunchException("cannot make " + folder + ": " + e.getMessage(), e);
            }
        }
    }

    /** The files of a folder whose names end so, sorted; none where there is no folder. */
    static List<Path> files(Path folder, String end) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.toString().endsWith(end))
                    .sorted()
                    .toList();
        }
    }
}
