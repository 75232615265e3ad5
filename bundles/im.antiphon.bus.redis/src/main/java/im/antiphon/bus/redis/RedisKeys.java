// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import java.nio.charset.StandardCharsets;

/**
 * What things are called in Redis. The braces put all keys of a cluster into one slot.
 *
 * <pre>
 * antiphon:{cluster}:nodes             a set: the ids of all nodes
 * antiphon:{cluster}:node:ID           a stream: frames to the node
 * antiphon:{cluster}:lease:ID          the state of the node's hash; is there as long as the node lives
 * antiphon:{cluster}:presence:ID       a hash: PresenceRecord by + and session, and under # its state
 * antiphon:{cluster}:presence          a channel: PresenceNews
 * </pre>
 */
final class RedisKeys {
    /** The field of the hash under which its state is; those of sessions begin with a plus sign. */
    static final byte[] STATE = bytes("#");

    /** The field of a frame that has its sender. */
    static final byte[] FROM = bytes("f");

    /** The field of a frame that has its bytes; an entry without it is no frame. */
    static final byte[] FRAME = bytes("d");

    private final String prefix;

    RedisKeys(String cluster) {
        prefix = "antiphon:{" + cluster + "}:";
    }

    byte[] nodes() {
        return bytes(prefix + "nodes");
    }

    byte[] stream(String node) {
        return bytes(prefix + "node:" + node);
    }

    byte[] lease(String node) {
        return bytes(prefix + "lease:" + node);
    }

    byte[] presence(String node) {
        return bytes(prefix + "presence:" + node);
    }

    byte[] channel() {
        return bytes(prefix + "presence");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
