// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.libopus;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What one encoder or decoder has outside the heap: libopus's own state, and room for a frame and a payload. Released by
 * {@link #close}, and should that be forgotten, when the collector finds it.
 */
final class NativeState implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final MemorySegment state;
    private final MemorySegment pcm;
    private final MemorySegment payload;
    private final Cleaner.Cleanable release;
    private boolean closed;

    NativeState(
            Supplier<MemorySegment> creation, Consumer<MemorySegment> destruction, long pcmBytes, long payloadBytes) {
        Arena arena = Arena.ofShared();
        MemorySegment made = creation.get();
        state = made;
        pcm = arena.allocate(pcmBytes, Short.BYTES);
        payload = arena.allocate(payloadBytes);
        release = CLEANER.register(this, () -> {
            destruction.accept(made);
            arena.close();
        });
    }

    /** @throws IllegalStateException after the end: a native state that is gone must not be touched */
    MemorySegment state() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        return state;
    }

    MemorySegment pcm() {
        return pcm;
    }

    MemorySegment payload() {
        return payload;
    }

    @Override
    public void close() {
        closed = true;
        release.clean();
    }
}
