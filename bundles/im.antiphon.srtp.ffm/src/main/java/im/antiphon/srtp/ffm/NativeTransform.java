// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.webrtc.srtp.SrtpTransform;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.jspecify.annotations.Nullable;

/**
 * A transform over native memory: finds the packet's address, or takes a packet of the heap there and back. Fast where the same
 * few direct buffers come again and again, as the slabs of the media path do. Confined to one event loop.
 *
 * <p>What it holds outside the heap is released by {@link #close}; should nobody have closed it, by the collector.
 */
abstract class NativeTransform implements SrtpTransform {
    private static final int RTCP_TRAILER = Integer.BYTES;

    private final int tagLength;
    private final Cleaner.Cleanable resources;
    private boolean closed;
    private @Nullable ByteBuffer known;
    private long knownAddress;
    private @Nullable ByteBuffer staging;

    /** @param release gives back what is held outside the heap; does not refer to the transform */
    NativeTransform(int tagLength, Cleaner cleaner, Runnable release) {
        this.tagLength = tagLength;
        this.resources = cleaner.register(this, release);
    }

    abstract void sealRtp(long packet, int headerLength, int length, int ssrc, long index);

    abstract boolean openRtp(long packet, int headerLength, int length, int ssrc, long index);

    abstract void sealRtcp(long packet, int length, int ssrc, int index);

    abstract boolean openRtcp(long packet, int length, int ssrc, int indexWord);

    @Override
    public final void sealRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index) {
        ByteBuffer direct = begin(packet, offset, length);
        sealRtp(addressOf(direct, packet, offset), headerLength, length, ssrc, index);
        end(direct, packet, offset, length + tagLength);
    }

    @Override
    public final boolean openRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index) {
        ByteBuffer direct = begin(packet, offset, length + tagLength);
        boolean opened = openRtp(addressOf(direct, packet, offset), headerLength, length, ssrc, index);
        end(direct, packet, offset, opened ? length : 0);
        return opened;
    }

    @Override
    public final void sealRtcp(ByteBuffer packet, int offset, int length, int ssrc, int index) {
        ByteBuffer direct = begin(packet, offset, length);
        sealRtcp(addressOf(direct, packet, offset), length, ssrc, index);
        end(direct, packet, offset, length + tagLength + RTCP_TRAILER);
    }

    @Override
    public final boolean openRtcp(ByteBuffer packet, int offset, int length, int ssrc, int indexWord) {
        ByteBuffer direct = begin(packet, offset, length + tagLength + RTCP_TRAILER);
        boolean opened = openRtcp(addressOf(direct, packet, offset), length, ssrc, indexWord);
        end(direct, packet, offset, opened ? length : 0);
        return opened;
    }

    /** The buffer itself, or one outside the heap that begins with a copy of the packet. */
    private ByteBuffer begin(ByteBuffer packet, int offset, int length) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        return packet.isDirect() ? packet : staged(packet, offset, length);
    }

    private long addressOf(ByteBuffer direct, ByteBuffer packet, int offset) {
        if (direct != known) {
            if (direct.isReadOnly()) {
                throw new ReadOnlyBufferException();
            }
            knownAddress = MemorySegment.ofBuffer(direct.duplicate().clear()).address();
            known = direct;
        }
        return direct == packet ? knownAddress + offset : knownAddress;
    }

    private void end(ByteBuffer direct, ByteBuffer packet, int offset, int length) {
        if (direct != packet) {
            packet.put(offset, direct, 0, length);
        }
        Reference.reachabilityFence(this); // the collector may not release what an address belongs to
        Reference.reachabilityFence(direct);
    }

    private ByteBuffer staged(ByteBuffer packet, int offset, int length) {
        int needed = length + tagLength + RTCP_TRAILER;
        ByteBuffer staged = staging;
        if (staged == null || staged.capacity() < needed) {
            staged = ByteBuffer.allocateDirect(Math.max(2048, needed));
            staging = staged;
        }
        staged.put(0, packet, offset, length);
        return staged;
    }

    @Override
    public final void close() {
        closed = true;
        known = null;
        resources.clean();
    }
}
