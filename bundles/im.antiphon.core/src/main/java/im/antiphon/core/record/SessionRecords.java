// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import com.google.protobuf.InvalidProtocolBufferException;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionKind;
import im.antiphon.api.session.SessionState;
import im.antiphon.core.session.NodeId;

/** Makes records of sessions, and reads them back. Safe from any thread. */
public final class SessionRecords {
    /** Written by this version, and the newest it can read. */
    public static final int VERSION = 1;

    /** No record is larger: a longer one is not even looked at. */
    public static final int MAXIMUM_BYTES = 1 << 16;

    private SessionRecords() {}

    /** The session as it is now. */
    public static byte[] write(Session session, SessionState state, long nowEpochMillis) {
        SessionRecord.Builder record = SessionRecord.newBuilder()
                .setVersion(VERSION)
                .setId(session.id())
                .setKind(kind(session.kind()))
                .setState(state(state))
                .setDisplayName(session.displayName())
                .setOpenedEpochMillis(session.openedEpochMillis())
                .setChangedEpochMillis(nowEpochMillis);
        String room = session.room();
        if (room != null) {
            record.setRoom(room);
        }
        return record.build().toByteArray();
    }

    /**
     * Whether a node has made a record: it is named in the session's id. A record whose session names no node is of a time when
     * ids did not, and taken for anybody's own.
     */
    static boolean isOf(NodeId node, SessionRecord record) {
        return node.isHomeOf(record.getId()) || NodeId.homeOf(record.getId()) == null;
    }

    /**
     * Reads what {@link #write} wrote, in this or another version. Fields it does not know stay in the record and are
     * written again with it.
     *
     * @throws RecordException for everything else, whatever the bytes are
     */
    public static SessionRecord read(byte[] bytes) throws RecordException {
        if (bytes.length > MAXIMUM_BYTES) {
            throw new RecordException(
                    "session record: " + bytes.length + " bytes (expected: <= " + MAXIMUM_BYTES + ")");
        }
        SessionRecord record;
        try {
            record = SessionRecord.parseFrom(bytes);
        } catch (InvalidProtocolBufferException malformed) {
            throw new RecordException("session record: " + malformed.getMessage(), malformed);
        }
        if (record.getVersion() < 1 || record.getVersion() > VERSION) {
            throw new RecordException("session record: version " + Integer.toUnsignedString(record.getVersion())
                    + " (expected: 1.." + VERSION + ")");
        }
        if (record.getId().isEmpty()) {
            throw new RecordException("session record: has no id");
        }
        return record;
    }

    private static SessionRecord.Kind kind(SessionKind kind) {
        return switch (kind) {
            case SIGNALING -> SessionRecord.Kind.KIND_SIGNALING;
            case WHIP -> SessionRecord.Kind.KIND_WHIP;
            case WHEP -> SessionRecord.Kind.KIND_WHEP;
        };
    }

    private static SessionRecord.State state(SessionState state) {
        return switch (state) {
            case HANDSHAKING -> SessionRecord.State.STATE_HANDSHAKING;
            case ACTIVE -> SessionRecord.State.STATE_ACTIVE;
            case DETACHED -> SessionRecord.State.STATE_DETACHED;
            case CLOSING -> SessionRecord.State.STATE_CLOSING;
            case TERMINATED -> SessionRecord.State.STATE_TERMINATED;
        };
    }
}
