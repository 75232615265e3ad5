// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {
    @TempDir
    Path folder;

    @Test
    void findsTheProcessThatWroteIt() {
        PidFile file = new PidFile(folder.resolve("pid"));
        file.write();

        assertThat(file.process()).contains(ProcessHandle.current());
    }

    @Test
    void doesNotTakeAReusedIdForTheServer() throws IOException {
        Path path = folder.resolve("pid");
        Files.writeString(path, ProcessHandle.current().pid() + "\n2001-01-01T00:00:00Z\n");

        assertThat(new PidFile(path).process()).isEmpty();
    }

    @Test
    void saysNothingWhereItIsAbsentOrGarbled() throws IOException {
        Path path = folder.resolve("pid");
        assertThat(new PidFile(path).process()).isEmpty();
        Files.writeString(path, "none\nof it");
        assertThat(new PidFile(path).process()).isEmpty();
    }
}
