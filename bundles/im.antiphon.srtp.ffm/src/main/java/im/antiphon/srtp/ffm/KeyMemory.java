// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.srtp.ffm.call.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Native memory for keys, in blocks of one size: taken when a peer begins, wiped and given back when it ends. What has been needed
 * once is kept, so memory follows the most peers there were at a time, and blocks cost neither a call to the system nor a walk of
 * the JVM over its threads. Safe from any thread; used at the beginning and the end of peers only.
 */
final class KeyMemory {
    private static final int BLOCKS_AT_A_TIME = 32;
    private static final int ALIGNMENT = 64;

    private final long blockLength;
    private final List<MemorySegment> slabs = new ArrayList<>(); // guarded by this; keeps them from being freed
    private final Deque<Long> free = new ArrayDeque<>(); // guarded by this

    KeyMemory(long blockLength) {
        this.blockLength = (blockLength + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** The address of a block of zeros. */
    synchronized long take() {
        Long block = free.poll();
        return block != null ? block : grow();
    }

    private long grow() {
        MemorySegment slab = Arena.ofAuto().allocate(BLOCKS_AT_A_TIME * blockLength, ALIGNMENT);
        slabs.add(slab);
        for (int i = 1; i < BLOCKS_AT_A_TIME; i++) {
            free.add(slab.address() + i * blockLength);
        }
        return slab.address();
    }

    /** Wipes a block; nothing may use its address any more. */
    void giveBack(long block) {
        Memory.zero(block, blockLength);
        synchronized (this) {
            free.push(block);
        }
    }

    /** How many blocks are in use. */
    synchronized int taken() {
        return slabs.size() * BLOCKS_AT_A_TIME - free.size();
    }
}
