// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.DeploymentException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that operators drop plugins into, the two in it where files are put aside, and a folder of our own with a copy
 * of each jar that is installed. Confined to one thread.
 */
public final class PluginFolder {
    /** Where what was refused goes, with the reason beside it. */
    static final String REJECTED = "rejected";

    /** Where versions go that were rolled back, or are too many to keep. */
    static final String RETIRED = "retired";

    /** Of what was put aside, so many jars are kept; older ones are deleted. */
    static final int KEPT_ASIDE = 50;

    private static final String JAR = ".jar";
    private static final String REASON = ".txt";

    private final Path plugins;
    private final Path copies;
    private final AtomicInteger stagings = new AtomicInteger();

    /**
     * @param plugins is made where it is absent
     * @param copies is emptied
     * @throws IOException where they cannot be made
     */
    public PluginFolder(Path plugins, Path copies) throws IOException {
        this.plugins = plugins;
        this.copies = copies;
        Files.createDirectories(plugins);
        Files.createDirectories(copies);
        for (Path old : files(copies)) {
            Files.deleteIfExists(old);
        }
    }

    Path path(String file) {
        return plugins.resolve(file);
    }

    /** Every jar in the folder; what begins with a dot is still being written. */
    Map<String, Stamp> list() throws IOException {
        Map<String, Stamp> jars = new TreeMap<>();
        for (Path file : files(plugins)) {
            String name = String.valueOf(file.getFileName());
            Stamp stamp = name.endsWith(JAR) && !name.startsWith(".") ? stamp(name) : null;
            if (stamp != null) {
                jars.put(name, stamp);
            }
        }
        return jars;
    }

    @Nullable
    Stamp stamp(String file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(plugins.resolve(file), BasicFileAttributes.class);
            return attributes.isRegularFile() ? new Stamp(attributes.size(), attributes.lastModifiedTime()) : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Copies a file of the folder. */
    Staged stage(String file, long limit) throws IOException {
        try (InputStream content = Files.newInputStream(plugins.resolve(file))) {
            return stage(content, limit);
        }
    }

    /**
     * Copies what comes. Safe from any thread.
     *
     * @throws DeploymentException where there is more than {@code limit} bytes of it
     */
    Staged stage(InputStream content, long limit) throws IOException {
        Path staged = copies.resolve(".staged-" + stagings.incrementAndGet() + JAR);
        MessageDigest digest = sha256();
        try (OutputStream copy = Files.newOutputStream(staged)) {
            byte[] buffer = new byte[8192];
            long bytes = 0;
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                bytes += n;
                if (bytes > limit) {
                    throw new DeploymentException(
                            Reason.TOO_LARGE,
                            "the file has more than " + limit + " bytes: leave out what the plugin does not need, or"
                                    + " raise maximum.bytes in conf/im.antiphon.deploy.cfg.json");
                }
                digest.update(buffer, 0, n);
                copy.write(buffer, 0, n);
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(staged);
            throw e;
        }
        return new Staged(staged, HexFormat.of().formatHex(digest.digest()));
    }

    void discard(Staged staged) throws IOException {
        Files.deleteIfExists(staged.path());
    }

    /** Puts a staged jar into the folder, whole from the first moment. */
    void place(Staged staged, String file) throws IOException {
        Path part = plugins.resolve("." + file + ".part");
        Files.copy(staged.path(), part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, plugins.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Remembers what is installed under that name. */
    void keep(Staged staged, String file) throws IOException {
        Files.move(staged.path(), copies.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    void forget(String file) throws IOException {
        Files.deleteIfExists(copies.resolve(file));
    }

    /** Puts back what is installed under that name, after somebody has written something else over it. */
    void restore(String file) throws IOException {
        place(new Staged(copies.resolve(file), ""), file);
    }

    void delete(String file) throws IOException {
        Files.deleteIfExists(plugins.resolve(file));
    }

    /** Moves a file out of the way, with a text beside it that says why. */
    void setAside(String file, String place, String why) throws IOException {
        Path folder = Files.createDirectories(plugins.resolve(place));
        Files.move(plugins.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve(file + REASON), why + System.lineSeparator());
        List<Path> jars = new ArrayList<>();
        Map<Path, Long> ages = new TreeMap<>();
        for (Path each : files(folder)) {
            if (each.toString().endsWith(JAR)) {
                jars.add(each);
                ages.put(each, Files.getLastModifiedTime(reason(each)).toMillis());
            }
        }
        jars.sort(Comparator.comparing(ages::get));
        for (Path oldest : jars.subList(0, Math.max(0, jars.size() - KEPT_ASIDE))) {
            Path reason = reason(oldest);
            Files.deleteIfExists(oldest);
            Files.deleteIfExists(reason);
        }
    }

    private static Path reason(Path jar) {
        Path reason = jar.resolveSibling(jar.getFileName() + REASON);
        return Files.exists(reason) ? reason : jar;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
