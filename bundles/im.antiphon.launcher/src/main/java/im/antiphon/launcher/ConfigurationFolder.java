// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.felix.cm.json.io.Configurations;

/**
 * The files {@code conf/*.cfg.json}: the name is the persistent identity, {@code factory~name} for one of several, the
 * content a JSON object in the form of the OSGi Configurator (R8, chapter 150): comments are allowed, a type may follow a
 * key after a colon. Read by one thread at a time.
 */
final class ConfigurationFolder {
    private static final String END = ".cfg.json";
    private static final String FORMER = ".former";

    private static final long SETTLED_MILLIS = 2_000;

    private final Path folder;
    private final Consumer<String> complaints;
    private final Map<Path, String> stamps = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> configurations = new LinkedHashMap<>();
    private long seenBefore = -1;

    /** @param complaints told of a file that cannot be read, once for each time it is written */
    ConfigurationFolder(Path folder, Consumer<String> complaints) {
        this.folder = folder;
        this.complaints = complaints;
    }

    /**
     * Looks again.
     *
     * @return whether something has changed since the last look
     */
    boolean read() {
        if (clearlyTheSame()) {
            return false;
        }
        Map<Path, String> found = new LinkedHashMap<>();
        try {
            for (Path file : Home.files(folder, END)) {
                found.put(file, stamp(file));
            }
        } catch (IOException e) {
            complaints.accept("cannot read " + folder + ": " + e.getMessage());
            return false;
        }
        boolean changed = stamps.keySet().removeIf(file -> {
            boolean gone = !found.containsKey(file);
            if (gone) {
                configurations.remove(pid(file));
            }
            return gone;
        });
        for (Map.Entry<Path, String> entry : found.entrySet()) {
            if (!entry.getValue().equals(stamps.put(entry.getKey(), entry.getValue()))) {
                changed |= read(entry.getKey());
            }
        }
        return changed;
    }

    /**
     * The cheap look, which does for nearly all: nothing has another time or length than when all was read, and nothing is so
     * new that it may have changed twice within one tick of the file system's clock.
     */
    private boolean clearlyTheSame() {
        long newest = folder.toFile().lastModified();
        long seen = newest;
        for (Path path : stamps.keySet()) {
            File file = path.toFile();
            long modified = file.lastModified();
            newest = Math.max(newest, modified);
            seen = 31 * (31 * seen + modified) + file.length();
        }
        boolean same = seen == seenBefore && System.currentTimeMillis() - newest > SETTLED_MILLIS;
        seenBefore = seen;
        return same;
    }

    /** What the files say, by persistent identity; of a file that has been broken, what it said before. */
    Map<String, Map<String, Object>> configurations() {
        return Map.copyOf(configurations);
    }

    /**
     * Writes values into the file of a persistent identity, beside what it says else; the former file is kept beside it, for
     * its comments.
     */
    void keep(String pid, Map<String, Object> changed) throws IOException {
        Path file = folder.resolve(pid + END);
        Map<String, Object> merged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        merged.putAll(configurations.getOrDefault(pid, Map.of()));
        merged.putAll(changed);
        Path written = Files.createTempFile(folder, pid, ".tmp");
        try {
            try (Writer writer = Files.newBufferedWriter(written)) {
                Configurations.buildWriter().build(writer).writeConfiguration(new Hashtable<>(merged));
            }
            if (Files.exists(file)) {
                Files.move(file, folder.resolve(pid + END + FORMER), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private boolean read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            Dictionary<String, Object> values = Configurations.buildReader()
                    .withIdentifier(file.getFileName().toString())
                    .build(reader)
                    .readConfiguration();
            Map<String, Object> copy = new LinkedHashMap<>();
            for (String key : Collections.list(values.keys())) {
                copy.put(key, values.get(key));
            }
            configurations.put(pid(file), copy);
            return true;
        } catch (NoSuchFileException e) {
            return false; // Deleted since it was listed: the next look sees it.
        } catch (IOException e) {
            complaints.accept(file + " is not used: " + e.getMessage());
            return false;
        }
    }

    private static String stamp(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file) + "/" + Files.size(file);
        } catch (NoSuchFileException e) {
            return "gone";
        }
    }

    private static String pid(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - END.length());
    }
}
