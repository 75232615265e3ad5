// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Says which process serves a home. It holds the process id and when that process started, so that an id which the
 * system has given to another process since is not taken for a server.
 */
final class PidFile {
    private final Path file;

    PidFile(Path file) {
        this.file = file;
    }

    /** Writes this process down. */
    void write() {
        ProcessHandle self = ProcessHandle.current();
        try {
            Files.writeString(file, self.pid() + "\n" + started(self) + "\n");
        } catch (IOException e) {
            throw new LaunchException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** The running server, if there is one. */
    Optional<ProcessHandle> process() {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (lines.size() < 2 || !lines.get(0).matches("\\d{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0)))
                .filter(ProcessHandle::isAlive)
                .filter(process -> started(process).equals(lines.get(1)));
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What it says is no longer true of any process, which is what readers check.
        }
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }
}
