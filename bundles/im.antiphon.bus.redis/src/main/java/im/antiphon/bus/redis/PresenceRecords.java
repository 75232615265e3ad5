// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import com.google.protobuf.InvalidProtocolBufferException;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.bus.PresenceEntry;
import org.jspecify.annotations.Nullable;

/** Entries and news of them as bytes, and back. Throws nothing, whatever the bytes are. */
final class PresenceRecords {
    static final int VERSION = 1;

    private PresenceRecords() {}

    static PresenceRecord record(PresenceEntry entry) {
        return PresenceRecord.newBuilder()
                .setVersion(VERSION)
                .setTenant(entry.tenant())
                .setUser(entry.user())
                .setDevice(entry.device())
                .setSession(entry.session())
                .setInCall(entry.inCall())
                .build();
    }

    /** The entry, or null where these bytes are none that this version can read. */
    static @Nullable PresenceEntry readEntry(String node, byte[] bytes) {
        try {
            return entry(node, PresenceRecord.parseFrom(bytes));
        } catch (InvalidProtocolBufferException malformed) {
            return null;
        }
    }

    /** The entry, or null where this version cannot read it. */
    static @Nullable PresenceEntry entry(String node, PresenceRecord record) {
        if (record.getVersion() != VERSION) {
            return null;
        }
        try {
            return new PresenceEntry(
                    record.getTenant(),
                    record.getUser(),
                    record.getDevice(),
                    record.getSession(),
                    node,
                    record.getInCall());
        } catch (IllegalArgumentException nonsense) {
            return null;
        }
    }

    /** The news, or null where these bytes are none that this version can read. */
    static @Nullable PresenceNews readNews(byte[] bytes) {
        try {
            PresenceNews news = PresenceNews.parseFrom(bytes);
            if (news.getVersion() != VERSION) {
                return null;
            }
            BusNode.requireId(news.getNode());
            return news;
        } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
            return null;
        }
    }

    /** The state that a lease or a hash tells, or -1 where it tells none. */
    static long readState(byte @Nullable [] bytes) {
        if (bytes == null) {
            return -1;
        }
        try {
            return Long.parseLong(RedisKeys.text(bytes));
        } catch (NumberFormatException nonsense) {
            return -1;
        }
    }
}
