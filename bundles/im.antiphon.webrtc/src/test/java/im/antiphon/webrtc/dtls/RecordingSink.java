// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import im.antiphon.rtp.DropReason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Remembers what an endpoint says; throws where it says something after its last word. */
final class RecordingSink implements DtlsSink {
    final List<byte[]> sent = new ArrayList<>();
    final List<DropReason> dropped = new ArrayList<>();

    @Nullable
    DtlsKeys keys;

    @Nullable
    DtlsFailure failure;

    boolean closed;

    private final Consumer<byte[]> wire;

    RecordingSink(Consumer<byte[]> wire) {
        this.wire = wire;
    }

    boolean isConnected() {
        return keys != null;
    }

    boolean isOver() {
        return failure != null || closed;
    }

    @Override
    public void sendDatagram(ByteBuffer buffer, int offset, int length) {
        requireNotOver();
        byte[] datagram = new byte[length];
        buffer.get(offset, datagram);
        sent.add(datagram);
        wire.accept(datagram);
    }

    @Override
    public void onConnected(DtlsKeys newKeys) {
        requireNotOver();
        if (keys != null) {
            throw new IllegalStateException("connected twice");
        }
        keys = newKeys;
    }

    @Override
    public void onFailed(DtlsFailure reason) {
        requireNotOver();
        failure = reason;
    }

    @Override
    public void onClosed() {
        requireNotOver();
        closed = true;
    }

    @Override
    public void onDropped(DropReason reason) {
        requireNotOver();
        dropped.add(reason);
    }

    private void requireNotOver() {
        if (isOver()) {
            throw new IllegalStateException("called after failure " + failure + " or the end");
        }
    }
}
