// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.random.RandomGenerator;

/**
 * The name of a node that nobody has named: drawn once and kept in a file, so that the node knows what is its own after a
 * restart. Used by one thread at start.
 */
public final class NodeIdFile {
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 8;
    private static final int LONGEST_FILE = 256;

    private final Path file;

    public NodeIdFile(Path file) {
        this.file = file;
    }

    /**
     * What the file says; where there is none yet, a new name that is written to it.
     *
     * @throws IllegalStateException where the file holds something else than a name
     * @throws IOException where it can neither be read nor made
     */
    public NodeId readOrDraw(RandomGenerator random) throws IOException {
        byte[] content;
        try (var stream = Files.newInputStream(file)) {
            content = stream.readNBytes(LONGEST_FILE);
        } catch (NoSuchFileException first) {
            NodeId id = drawn(random);
            write(id);
            return id;
        }
        try {
            return new NodeId(new String(content, StandardCharsets.UTF_8).strip());
        } catch (IllegalArgumentException damaged) {
            throw new IllegalStateException(
                    file + " holds the name of this node: " + damaged.getMessage()
                            + "; put the former name back, or delete the file for a new one",
                    damaged);
        }
    }

    /** A name that is most likely nobody else's. */
    public static NodeId drawn(RandomGenerator random) {
        StringBuilder name = new StringBuilder(LENGTH);
        random.ints(LENGTH, 0, BASE32.length()).forEach(i -> name.append(BASE32.charAt(i)));
        return new NodeId(name.toString());
    }

    /** Whole or not at all, wherever the process ends. */
    private void write(NodeId id) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path made = Files.createTempFile(folder, "node-id", ".new");
        try {
            Files.writeString(made, id.value() + "\n");
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
