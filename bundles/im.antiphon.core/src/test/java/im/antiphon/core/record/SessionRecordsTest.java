// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnknownFieldSet;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.session.SessionState;
import im.antiphon.core.session.RegisteredSession;
import im.antiphon.core.session.SessionRegistry;
import im.antiphon.core.session.TestIdentities;
import im.antiphon.testkit.Corpus;
import im.antiphon.testkit.Mutations;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class SessionRecordsTest {
    private static final long SEED = 20_261_122L;

    private final SessionRegistry registry = new SessionRegistry(TestIdentities.NODE, () -> 1_700_000_000_000L);

    @Test
    void aSessionIsReadAsItWasWritten() throws Exception {
        for (SessionKind kind : SessionKind.values()) {
            for (SessionState state : SessionState.values()) {
                RegisteredSession session = registry.open(kind, TestIdentities.ADA);
                session.rename("Ada \ud83d\udcde");
                session.enter("room");
                SessionRecord record = SessionRecords.read(SessionRecords.write(session, state, 7));
                assertThat(record.getVersion()).isEqualTo(SessionRecords.VERSION);
                assertThat(record.getId()).isEqualTo(session.id());
                assertThat(record.getKind().name()).isEqualTo("KIND_" + kind);
                assertThat(record.getState().name()).isEqualTo("STATE_" + state);
                assertThat(record.getDisplayName()).isEqualTo("Ada \ud83d\udcde");
                assertThat(record.getRoom()).isEqualTo("room");
                assertThat(record.getOpenedEpochMillis()).isEqualTo(1_700_000_000_000L);
                assertThat(record.getChangedEpochMillis()).isEqualTo(7);
            }
        }
    }

    @Test
    void noRoomIsNotARoomWithoutAName() throws Exception {
        Session session = registry.open(SessionKind.WHIP, TestIdentities.ADA);
        assertThat(SessionRecords.read(SessionRecords.write(session, SessionState.ACTIVE, 0))
                        .hasRoom())
                .isFalse();
    }

    @Property
    void writingWhatWasReadChangesNothing(@ForAll @NotEmpty String id, @ForAll long opened, @ForAll int unknown)
            throws Exception {
        byte[] bytes = SessionRecord.newBuilder()
                .setVersion(1)
                .setId(id)
                .setOpenedEpochMillis(opened)
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                1000,
                                UnknownFieldSet.Field.newBuilder()
                                        .addFixed32(unknown)
                                        .build())
                        .build())
                .build()
                .toByteArray();
        assertThat(SessionRecords.read(bytes).toBuilder().build().toByteArray()).isEqualTo(bytes);
    }

    @Test
    void whatALaterVersionAddedSurvivesAChangeByThisOne() throws Exception {
        UnknownFieldSet added = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(42).build())
                .build();
        byte[] later = SessionRecord.newBuilder()
                .setVersion(1)
                .setId("id")
                .setUnknownFields(added)
                .build()
                .toByteArray();
        byte[] changed = SessionRecords.read(later).toBuilder()
                .setState(SessionRecord.State.STATE_CLOSING)
                .build()
                .toByteArray();
        assertThat(SessionRecords.read(changed).getUnknownFields()).isEqualTo(added);
    }

    @Test
    void theNumbersOfTheFieldsAreForEver() {
        assertThat(SessionRecord.getDescriptor().getFields())
                .extracting(FieldDescriptor::toProto)
                .extracting(field -> field.getNumber() + " " + field.getName() + " "
                        + field.getType().name())
                .containsExactly(
                        "1 version TYPE_UINT32",
                        "2 id TYPE_STRING",
                        "3 kind TYPE_ENUM",
                        "4 state TYPE_ENUM",
                        "5 display_name TYPE_STRING",
                        "6 room TYPE_STRING",
                        "7 opened_epoch_millis TYPE_UINT64",
                        "8 changed_epoch_millis TYPE_UINT64");
    }

    @Test
    void anotherVersionAndNoVersionAreRefusedByName() {
        assertRefused(record(2, "id"), "version 2 (expected: 1..1)");
        assertRefused(record(-1, "id"), "version 4294967295");
        assertRefused(record(0, "id"), "version 0");
        assertRefused(record(1, ""), "no id");
        assertRefused(new byte[0], "version 0");
        assertRefused(new byte[SessionRecords.MAXIMUM_BYTES + 1], "65537 bytes");
        assertRefused(new byte[] {8}, "session record");
        byte[] whole = record(1, "identity");
        assertRefused(Arrays.copyOf(whole, whole.length - 1), "session record");
    }

    @Test
    void damagedBytesAreARecordOrRefused() {
        Mutations.forEach(Corpus.load("session-record"), SEED, 50_000, bytes -> {
            try {
                SessionRecord record = SessionRecords.read(bytes);
                assertThat(record.getVersion()).isEqualTo(1);
                assertThat(record.getId()).isNotEmpty();
            } catch (RecordException refused) {
                assertThat(refused).hasMessageStartingWith("session record: ");
            }
        });
    }

    private static byte[] record(int version, String id) {
        return SessionRecord.newBuilder().setVersion(version).setId(id).build().toByteArray();
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> SessionRecords.read(bytes))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining(why);
    }
}
