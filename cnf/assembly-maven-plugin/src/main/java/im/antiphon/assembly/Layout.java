// SPDX-License-Identifier: Apache-2.0
package im.antiphon.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Fills a folder with the files of the distribution. What is there already and does not belong to it ({@code data},
 * {@code log}, a plugin, an operator's configuration) stays; in the folders that belong to the assembly alone, what no
 * longer goes in is deleted. Each file is put in place by a rename, so that a server that runs from the folder keeps the
 * ones it has open.
 */
final class Layout {
    private static final List<String> OWNED = List.of("bundles", "features", "lib", "bin");

    private final Path root;
    private final Set<String> entries = new TreeSet<>();

    Layout(Path root) {
        this.root = root;
    }

    /** Puts one file in place, {@code entry} being its path with {@code /}. */
    void put(Path source, String entry) throws IOException {
        Path target = root.resolve(entry);
        Files.createDirectories(target.getParent());
        if (!Files.exists(target) || Files.mismatch(source, target) >= 0) {
            Path beside = target.resolveSibling(target.getFileName() + ".new");
            Files.copy(source, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        if (executable(entry)) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        entries.add(entry);
    }

    /** Puts a whole folder in place, its files keeping their paths. */
    void putTree(Path source) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            put(file, source.relativize(file).toString().replace('\\', '/'));
        }
    }

    /** Deletes what an earlier assembly left in the folders that are its own. */
    void prune() throws IOException {
        for (String owned : OWNED) {
            Path folder = root.resolve(owned);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            List<Path> files;
            try (Stream<Path> walk = Files.walk(folder)) {
                files = walk.filter(Files::isRegularFile).toList();
            }
            for (Path file : files) {
                if (!entries.contains(root.relativize(file).toString().replace('\\', '/'))) {
                    Files.delete(file);
                }
            }
        }
    }

    Path root() {
        return root;
    }

    /** All that was put, sorted. */
    Collection<String> entries() {
        return Collections.unmodifiableSet(entries);
    }

    static boolean executable(String entry) {
        return entry.startsWith("bin/");
    }
}
