// SPDX-License-Identifier: Apache-2.0
package im.antiphon.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarballTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void isTheSameWhateverTheOrderAndTheFileTimes() throws IOException {
        Path source = Files.writeString(folder.resolve("source"), "text");
        Layout one = new Layout(folder.resolve("one"));
        one.put(source, "bin/antiphon");
        one.put(source, "lib/a.jar");
        Layout other = new Layout(folder.resolve("other"));
        other.put(source, "lib/a.jar");
        other.put(source, "bin/antiphon");
        Files.setLastModifiedTime(folder.resolve("other/lib/a.jar"), FileTime.fromMillis(0));

        Tarball.write(one, "antiphon", TIME, folder.resolve("one.tar.gz"));
        Tarball.write(other, "antiphon", TIME, folder.resolve("other.tar.gz"));

        assertThat(folder.resolve("one.tar.gz")).hasSameBinaryContentAs(folder.resolve("other.tar.gz"));
    }

    @Test
    void dropsWhatNoLongerGoesInAndKeepsWhatIsNotItsOwn() throws IOException {
        Path source = Files.writeString(folder.resolve("source"), "text");
        Layout layout = new Layout(folder.resolve("root"));
        layout.put(source, "bundles/new.jar");
        Path old = Files.writeString(folder.resolve("root/bundles/old.jar"), "old");
        Path mine = Files.createDirectories(folder.resolve("root/data")).resolve("mine");
        Files.writeString(mine, "mine");

        layout.prune();

        assertThat(old).doesNotExist();
        assertThat(mine).exists();
        assertThat(layout.entries()).containsExactly("bundles/new.jar");
    }
}
