// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The folder that operators drop plugins into. */
record PluginsFolder(Path directory) {
    /** As the documentation says: written beside, then renamed. */
    void drop(String name, byte[] jar) throws IOException {
        Path part = directory.resolve("." + name + ".part");
        Files.write(part, jar);
        Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }
}
