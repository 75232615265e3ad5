// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.peer;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.PacketKind;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what a transport says, and throws where it goes on after its end. */
final class RecordingPeer implements PeerEvents {
    final List<byte[]> rtp = new ArrayList<>();
    final List<byte[]> rtcp = new ArrayList<>();
    final List<InetSocketAddress> validated = new ArrayList<>();
    final List<InetSocketAddress> forgotten = new ArrayList<>();
    final List<InetSocketAddress> selected = new ArrayList<>();
    final List<String> retired = new ArrayList<>();
    final Map<DropReason, Integer> drops = new EnumMap<>(DropReason.class);
    final Map<PacketKind, Integer> sent = new EnumMap<>(PacketKind.class);
    int connected;

    @Nullable
    String closed;

    private final PeerCall call;

    RecordingPeer(PeerCall call) {
        this.call = call;
    }

    int drops(DropReason reason) {
        return drops.getOrDefault(reason, 0);
    }

    int sent(PacketKind kind) {
        return sent.getOrDefault(kind, 0);
    }

    int sent() {
        return sent.values().stream().mapToInt(Integer::intValue).sum();
    }

    static byte[] copy(ByteBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.get(offset, bytes);
        return bytes;
    }

    private void requireOpen() {
        if (closed != null) {
            throw new IllegalStateException("called after the end: " + closed);
        }
    }

    @Override
    public void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to) {
        sent.merge(PacketKind.of(buffer, offset, length), 1, Integer::sum);
        call.toClient(to, copy(buffer, offset, length));
    }

    @Override
    public void onAddressValidated(InetSocketAddress remote) {
        requireOpen();
        validated.add(remote);
    }

    @Override
    public void onAddressForgotten(InetSocketAddress remote) {
        requireOpen();
        forgotten.add(remote);
    }

    @Override
    public void onAddressSelected(InetSocketAddress remote) {
        requireOpen();
        selected.add(remote);
    }

    @Override
    public void onConnected() {
        requireOpen();
        connected++;
    }

    @Override
    public void onRtp(long nowNanos, ByteBuffer buffer, int offset, int length) {
        requireOpen();
        rtp.add(copy(buffer, offset, length));
    }

    @Override
    public void onRtcp(long nowNanos, ByteBuffer buffer, int offset, int length) {
        requireOpen();
        rtcp.add(copy(buffer, offset, length));
    }

    @Override
    public void onDropped(DropReason reason) {
        drops.merge(reason, 1, Integer::sum);
    }

    @Override
    public void onCredentialsRetired(String localUfrag) {
        requireOpen();
        retired.add(localUfrag);
    }

    @Override
    public void onClosed(String reason) {
        requireOpen();
        closed = reason;
    }
}
