// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.rocksdb;

import im.antiphon.api.storage.SessionStore;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;

/**
 * The process that is killed: writes batches as fast as it may and prints the number of each that is acknowledged, a line
 * and a semicolon each. Of batch n, the records {@code a<n>} and {@code b<n>} both hold n, and {@code last} does.
 */
final class KilledWriter {
    private static final int UNANSWERED = 16;

    private KilledWriter() {}

    /** Waits for a line that has the number of the first batch; {@code arguments[0]} is the folder of the stores. */
    public static void main(String... arguments) throws InterruptedException, IOException {
        RocksDB.loadLibrary();
        String first = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
        if (first == null) {
            return;
        }
        SessionStore store = new StoreThreads().factory(Path.of(arguments[0])).open("sessions");
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.US_ASCII);
        Semaphore turns = new Semaphore(UNANSWERED);
        for (long number = Long.parseLong(first); ; number++) {
            turns.acquire();
            byte[] value = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
            Map<String, byte @Nullable []> batch = new HashMap<>();
            batch.put("a" + number, value);
            batch.put("b" + number, value);
            batch.put("last", value);
            String line = number + ";\n";
            store.write(batch, Duration.ofHours(1)).whenComplete((acknowledged, failure) -> {
                synchronized (out) {
                    out.print(failure == null ? line : failure + "\n");
                    out.flush();
                }
                turns.release();
            });
        }
    }
}
