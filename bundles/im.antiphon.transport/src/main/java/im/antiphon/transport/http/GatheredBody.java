// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** The body of a request that a resource gets whole. Confined to one event loop. */
final class GatheredBody {
    private final int maximumBytes;
    private @Nullable ByteBuf gathered;

    GatheredBody(int maximumBytes) {
        this.maximumBytes = maximumBytes;
    }

    /** Copies a piece; false where the body would be longer than it may be. */
    boolean append(ByteBufAllocator allocator, ByteBuf piece) {
        int size = piece.readableBytes();
        if ((gathered == null ? 0 : gathered.readableBytes()) + size > maximumBytes) {
            return false;
        }
        if (gathered == null) {
            gathered = allocator.buffer(size, maximumBytes);
        }
        gathered.writeBytes(piece);
        return true;
    }

    /** All of it; nothing is left. */
    byte[] take() {
        ByteBuf body = gathered;
        if (body == null) {
            return new byte[0];
        }
        byte[] content = new byte[body.readableBytes()];
        body.readBytes(content);
        release();
        return content;
    }

    void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
