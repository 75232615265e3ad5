// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.StoredRecord;
import im.antiphon.api.storage.StoredRecords;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every acknowledged write is there after {@code kill -9}. The number of rounds comes from the system property
 * {@value #ROUNDS}, the time after which no further one is begun from {@value #SECONDS}; how many there were is printed.
 */
final class KillNineIT {
    static final String ROUNDS = "antiphon.kill.rounds";

    static final String SECONDS = "antiphon.kill.seconds";

    private static final int MOST_ACKNOWLEDGED = 60;

    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedWriteIsThere() throws Exception {
        int wanted = Integer.getInteger(ROUNDS, 200);
        long seed = Long.getLong("antiphon.seed", System.nanoTime());
        Random random = new Random(seed);
        Path natives = unpackNatives();
        TreeSet<Long> acknowledged = new TreeSet<>();
        long longestNanos = TimeUnit.SECONDS.toNanos(Long.getLong(SECONDS, 80));
        long begun = System.nanoTime();
        int rounds = 0;
        long next = 0;
        Process writer = launch(natives);
        while (rounds < wanted && System.nanoTime() - begun < longestNanos) {
            Process following = launch(natives); // comes up while this one writes
            try {
                long highest = writeUntilKilled(writer, next, random.nextInt(MOST_ACKNOWLEDGED), acknowledged);
                next = Math.max(next, highest) + 1000; // those beyond the last acknowledged one may be there or not
            } finally {
                writer.toHandle().destroyForcibly();
                writer.waitFor();
                writer = following;
            }
            rounds++;
            if (rounds % 10 == 0) {
                assertAllThere(acknowledged, "seed " + seed + ", round " + rounds);
            }
        }
        writer.toHandle().destroyForcibly();
        assertAllThere(acknowledged, "seed " + seed + ", round " + rounds);
        System.out.println("kill -9: " + rounds + " rounds, " + acknowledged.size()
                + " acknowledged batches, all there; seed " + seed);
        assertThat(acknowledged).isNotEmpty();
    }

    private Process launch(Path natives) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-Djava.library.path=" + natives,
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        folder.resolve("stores").toString())
                // Newer JVMs warn of native libraries; what is read from the writer are its acknowledgements alone.
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("writer.err").toFile()))
                .start();
    }

    /** The highest number that was acknowledged. */
    private static long writeUntilKilled(Process writer, long first, int enough, TreeSet<Long> acknowledged)
            throws IOException {
        long highest = first;
        writer.getOutputStream().write((first + "\n").getBytes(StandardCharsets.US_ASCII));
        writer.getOutputStream().flush();
        try (BufferedReader lines = writer.inputReader(StandardCharsets.US_ASCII)) {
            int count = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.endsWith(";") && lines.readLine() == null) {
                    break; // killed in the midst of it
                }
                assertThat(line).matches("\\d+;");
                long number = Long.parseLong(line.substring(0, line.length() - 1));
                acknowledged.add(number);
                highest = Math.max(highest, number);
                if (count++ == enough) {
                    writer.toHandle()
                            .destroyForcibly(); // SIGKILL; unlike Process it leaves what was printed to be read
                }
            }
        }
        return highest;
    }

    private void assertAllThere(TreeSet<Long> acknowledged, String when) {
        Map<String, String> contents = new HashMap<>();
        try (StoreThreads threads = new StoreThreads();
                SessionStore store = threads.factory(folder.resolve("stores")).open("sessions");
                StoredRecords pass = store.records()) {
            for (StoredRecord record = pass.next(); record != null; record = pass.next()) {
                contents.put(record.key(), new String(record.value(), StandardCharsets.US_ASCII));
            }
        }
        List<Long> lost = acknowledged.stream()
                .filter(number -> !contents.containsKey("a" + number) || !contents.containsKey("b" + number))
                .toList();
        assertThat(lost).as("acknowledged and lost, %s", when).isEmpty();
        contents.forEach((key, value) -> {
            if (!key.equals("last")) {
                assertThat(contents).as("halves of a batch, %s", when).containsKeys("a" + value, "b" + value);
            }
        });
        assertThat(Long.parseLong(contents.getOrDefault("last", "-1")))
                .as("the last one, %s", when)
                .isGreaterThanOrEqualTo(acknowledged.last());
    }

    /** Once for all rounds: a killed process does not clear away what it has unpacked. */
    private Path unpackNatives() throws IOException {
        Path natives = Files.createDirectory(folder.resolve("natives"));
        String resource = System.getProperty("os.arch").equals("aarch64")
                ? "librocksdbjni-linux-aarch64.so"
                : "librocksdbjni-linux64.so";
        try (InputStream library = KillNineIT.class.getClassLoader().getResourceAsStream(resource)) {
            assertThat(library).as(resource).isNotNull();
            if (library != null) {
                Files.copy(library, natives.resolve(resource));
                Files.copy(natives.resolve(resource), natives.resolve("librocksdbjni.so"));
            }
        }
        return natives;
    }
}
