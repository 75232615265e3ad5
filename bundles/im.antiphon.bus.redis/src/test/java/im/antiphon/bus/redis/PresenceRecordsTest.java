// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import im.antiphon.api.bus.PresenceEntry;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PresenceRecordsTest {
    private static final long SEED = 20_261_122L;
    private static final PresenceEntry ADA =
            new PresenceEntry("default", "Ada \ud83d\udcde", "laptop", "secret.node", "node", true);

    @Test
    void anEntryIsReadAsItWasWritten() {
        assertThat(PresenceRecords.readEntry("node", PresenceRecords.record(ADA).toByteArray()))
                .isEqualTo(ADA);
    }

    @Test
    void anotherVersionIsNotReadAtAll() {
        PresenceRecord later =
                PresenceRecords.record(ADA).toBuilder().setVersion(2).build();
        assertThat(PresenceRecords.readEntry("node", later.toByteArray())).isNull();
        assertThat(PresenceRecords.readNews(PresenceNews.newBuilder()
                        .setVersion(2)
                        .setNode("a")
                        .build()
                        .toByteArray()))
                .isNull();
    }

    @Test
    void damagedBytesAreAnEntryOrNone() {
        Corpus corpus = corpus(PresenceRecords.record(ADA).toByteArray());
        Mutations.forEach(corpus, SEED, 20_000, bytes -> {
            PresenceEntry entry = PresenceRecords.readEntry("node", bytes);
            assertThat(entry == null || !entry.session().isEmpty()).isTrue();
        });
    }

    @Test
    void damagedBytesAreNewsOrNone() {
        Corpus corpus = corpus(PresenceNews.newBuilder()
                .setVersion(PresenceRecords.VERSION)
                .setNode("node")
                .setBefore(7)
                .setAfter(8)
                .addAnnounced(PresenceRecords.record(ADA))
                .addWithdrawn("other.node")
                .build()
                .toByteArray());
        Mutations.forEach(corpus, SEED, 20_000, bytes -> {
            PresenceNews news = PresenceRecords.readNews(bytes);
            assertThat(news == null || news.getVersion() == PresenceRecords.VERSION)
                    .isTrue();
        });
    }

    @Test
    void aStateIsANumberOrNone() {
        assertThat(PresenceRecords.readState(RedisKeys.bytes("1763800000000001")))
                .isEqualTo(1_763_800_000_000_001L);
        assertThat(PresenceRecords.readState(RedisKeys.bytes("x"))).isEqualTo(-1);
        assertThat(PresenceRecords.readState(null)).isEqualTo(-1);
    }

    @Test
    void theNumbersOfTheFieldsAreForEver() {
        assertThat(fields(PresenceRecord.getDescriptor().getFields()))
                .containsExactly(
                        "1 version UINT32",
                        "2 tenant STRING",
                        "3 user STRING",
                        "4 device STRING",
                        "5 session STRING",
                        "6 in_call BOOL");
        assertThat(fields(PresenceNews.getDescriptor().getFields()))
                .containsExactly(
                        "1 version UINT32",
                        "2 node STRING",
                        "3 before UINT64",
                        "4 after UINT64",
                        "5 announced MESSAGE",
                        "6 withdrawn STRING");
    }

    private static Corpus corpus(byte[] sample) {
        return new Corpus("presence", List.of(new Corpus.Sample("ada", sample)));
    }

    private static List<String> fields(List<FieldDescriptor> fields) {
        return fields.stream()
                .map(field -> field.getNumber() + " " + field.getName() + " " + field.getType())
                .toList();
    }
}
