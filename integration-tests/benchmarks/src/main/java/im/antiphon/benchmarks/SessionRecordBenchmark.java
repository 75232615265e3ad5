// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import im.antiphon.core.record.RecordException;
import im.antiphon.core.record.SessionRecord;
import im.antiphon.core.record.SessionRecords;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A session's record as Protocol Buffers, beside the same fields as JSON by Jackson, bound to a record. Prints both sizes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SessionRecordBenchmark {
    /** The fields of the Protocol Buffers, by the names a JSON document would have. */
    public record JsonRecord(
            int version,
            String id,
            String kind,
            String state,
            String displayName,
            String room,
            long openedEpochMillis,
            long changedEpochMillis) {}

    private SessionRecord record;
    private JsonRecord jsonRecord;
    private byte[] bytes;
    private byte[] json;
    private ObjectReader reader;
    private ObjectWriter writer;

    @Setup
    public void makeRecords() throws JsonProcessingException {
        record = SessionRecord.newBuilder()
                .setVersion(1)
                .setId("3q2-7wAAAAAAAAAAAAAAAA")
                .setKind(SessionRecord.Kind.KIND_SIGNALING)
                .setState(SessionRecord.State.STATE_ACTIVE)
                .setDisplayName("Ada Lovelace")
                .setRoom("analytical-engine")
                .setOpenedEpochMillis(1_795_000_000_000L)
                .setChangedEpochMillis(1_795_000_000_123L)
                .build();
        jsonRecord = new JsonRecord(
                1,
                record.getId(),
                "SIGNALING",
                "ACTIVE",
                record.getDisplayName(),
                record.getRoom(),
                record.getOpenedEpochMillis(),
                record.getChangedEpochMillis());
        ObjectMapper mapper = new ObjectMapper();
        reader = mapper.readerFor(JsonRecord.class);
        writer = mapper.writerFor(JsonRecord.class);
        bytes = record.toByteArray();
        json = writer.writeValueAsBytes(jsonRecord);
        System.out.println("Protocol Buffers: " + bytes.length + " bytes, JSON: " + json.length + " bytes");
    }

    /** Decoding JSON: what the other figures are ratios of. */
    @Benchmark
    public JsonRecord baseline() throws IOException {
        return reader.readValue(json);
    }

    @Benchmark
    public SessionRecord decodeProtocolBuffers() throws RecordException {
        return SessionRecords.read(bytes);
    }

    @Benchmark
    public byte[] encodeJson() throws JsonProcessingException {
        return writer.writeValueAsBytes(jsonRecord);
    }

    /** The strings of a built record are encoded anew, as those of a new session are. */
    @Benchmark
    public byte[] encodeProtocolBuffers() {
        return SessionRecord.newBuilder()
                .setVersion(1)
                .setId(jsonRecord.id())
                .setKind(SessionRecord.Kind.KIND_SIGNALING)
                .setState(SessionRecord.State.STATE_ACTIVE)
                .setDisplayName(jsonRecord.displayName())
                .setRoom(jsonRecord.room())
                .setOpenedEpochMillis(jsonRecord.openedEpochMillis())
                .setChangedEpochMillis(jsonRecord.changedEpochMillis())
                .build()
                .toByteArray();
    }
}
