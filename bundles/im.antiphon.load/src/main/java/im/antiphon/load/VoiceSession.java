// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.load.DeadlineQueue.Timer;
import im.antiphon.rtp.DropReason;
import im.antiphon.webrtc.ice.IceCredentials;
import im.antiphon.webrtc.peer.PeerEvents;
import im.antiphon.webrtc.peer.PeerExecutors;
import im.antiphon.webrtc.sdp.IceFragment;
import im.antiphon.webrtc.sdp.MediaDirection;
import im.antiphon.webrtc.sdp.SessionDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is behind a {@link VoicePeer}: its socket, transport, media and figures. Confined to its loop. */
final class VoiceSession implements PeerEvents, VoiceLoop.Receiver {
    /** Most packets sent in one turn by a peer that was kept waiting. */
    private static final int MOST_PACKETS_PER_TURN = 64;

    /**
     * Seconds of what a room sends, where the kernel permits: a machine that does not run us for a while is no network that
     * loses.
     */
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;

    private static final int LONGEST_REPORT = 1200;
    private static final long WAITER_INTERVAL_NANOS = 5_000_000L;

    private record Waiter(Predicate<VoiceStatistics> condition, CompletableFuture<VoiceStatistics> future) {}

    private final VoiceLoop loop;
    private final InetSocketAddress bindAddress;
    private final SecureRandom random;
    private final ClientTransport transport;
    private final OfferWriter offers;
    private final VoiceSender sender;
    private final VoiceReceiver receiver;
    private final VoiceReports reports;
    private final VoiceTraffic traffic;
    private final Timer timer = new Timer(this::handleTimeout);
    private final List<MediaDirection> sections;
    private final Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
    private final List<Waiter> waiters = new ArrayList<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    private DatagramChannel channel;
    private IceCredentials local;
    private @Nullable IceCredentials localAfterRestart;
    private @Nullable RemoteDescription remote;
    private int packetsPerSecond;
    private boolean quiet;
    private long answeredNanos = VoiceMilestones.NOT_YET;
    private long reachedNanos = VoiceMilestones.NOT_YET;
    private long connectedNanos = VoiceMilestones.NOT_YET;
    private long nextWaiterCheckNanos = Long.MAX_VALUE;
    private long resent;
    private long unsent;

    VoiceSession(VoicePeers.Surroundings around, VoicePeerSettings settings) throws IOException {
        loop = around.loop();
        random = around.random();
        bindAddress = new InetSocketAddress(around.bindAddress(), 0);
        sections = new ArrayList<>(settings.sections());
        local = IceCredentials.random(random);
        int ssrc = random.nextInt();
        String cname = "peer-" + Integer.toUnsignedString(ssrc, 36);
        offers = new OfferWriter(
                random.nextLong() >>> 2, around.certificate().fingerprint().toString(), cname, ssrc);
        traffic = around.traffic();
        receiver = new VoiceReceiver(traffic);
        sender = new VoiceSender(settings, ssrc, random);
        reports = new VoiceReports(sender, receiver, random, cname, loop.wallClockOffsetNanos());
        // What a handshake posts may change deadlines.
        PeerExecutors executors = new PeerExecutors(
                task -> loop.execute(() -> {
                    task.run();
                    arm();
                }),
                around.handshakes(),
                random);
        transport = new ClientTransport(
                new ClientTransport.Parts(around.ice(), around.certificate(), around.srtp(), executors), this);
        channel = open();
    }

    private DatagramChannel open() throws IOException {
        DatagramChannel opened = DatagramChannel.open();
        try {
            return opened.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                    .bind(bindAddress);
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    void start() {
        loop.register(channel, this);
    }

    InetSocketAddress localAddress() {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CompletableFuture<Void> connected() {
        return connected;
    }

    CompletableFuture<String> closed() {
        return closed;
    }

    // ---- signaling

    String offer() {
        return offers.write(local, localAddress(), sections);
    }

    void addReceivers(int count) {
        sections.addAll(Collections.nCopies(count, MediaDirection.RECVONLY));
    }

    CompletableFuture<Void> accept(String sdp) {
        RemoteDescription answer = RemoteDescription.of(SessionDescription.parse(sdp));
        if (answer.sections().size() != sections.size()) {
            throw new VoicePeerException(
                    "answer: " + answer.sections().size() + " sections (expected: " + sections.size() + ")");
        }
        boolean first = remote == null;
        remote = answer;
        RemoteDescription.Section sending = answer.sections().get(0);
        if (sections.get(0).sends() && sending.direction().receives()) {
            if (sending.opusPayloadType() < 0) {
                throw new VoicePeerException("answer: no Opus (expected: opus/48000/2)");
            }
            sender.negotiated(sending);
        }
        receiver.negotiated(answer);
        if (first) {
            answeredNanos = loop.nowNanos();
            transport.connect(answeredNanos, local, answer);
            arm();
        }
        return connected;
    }

    /** New credentials of ours, to be sent by PATCH. */
    String restartFragment() {
        IceCredentials fresh = IceCredentials.random(random);
        localAfterRestart = fresh;
        return new IceFragment(
                        fresh.ufrag(),
                        fresh.password(),
                        false,
                        List.of(new IceFragment.Section("0", "audio", List.of(), false)))
                .write();
    }

    void acceptRestart(String text) {
        IceCredentials fresh = localAfterRestart;
        RemoteDescription current = remote;
        if (fresh == null || current == null) {
            throw new VoicePeerException("restart: none was asked for");
        }
        IceFragment fragment = IceFragment.parse(text);
        RemoteDescription renewed = current.with(
                RemoteDescription.credentials(fragment.ufrag(), fragment.password()),
                RemoteDescription.candidates(
                        fragment.sections().stream().flatMap(section -> section.candidates().stream())));
        remote = renewed;
        local = fresh;
        localAfterRestart = null;
        transport.restartIce(loop.nowNanos(), fresh, renewed);
        arm();
    }

    /** Another port, as after a change of network. */
    void move() {
        try {
            DatagramChannel former = channel;
            channel = open();
            loop.register(channel, this);
            former.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        transport.localAddressChanged(loop.nowNanos());
        arm();
    }

    // ---- media

    void startSending(int rate) {
        send(rate, false);
    }

    /** Pauses: discontinuous transmission, at the rate of it. */
    void pause() {
        send(VoicePeer.PACKETS_PER_SECOND, true);
    }

    private void send(int rate, boolean pausing) {
        if (!sections.get(0).sends()) {
            throw new VoicePeerException("sections: " + sections + " (expected: the first sends)");
        }
        packetsPerSecond = rate;
        quiet = pausing;
        if (transport.connected()) {
            beginSending();
            arm();
        }
    }

    private void beginSending() {
        RemoteDescription answer = remote;
        if (packetsPerSecond > 0
                && answer != null
                && answer.sections().get(0).direction().receives()) {
            if (quiet) {
                sender.pause(loop.nowNanos());
            } else {
                sender.start(loop.nowNanos(), packetsPerSecond);
            }
        }
    }

    void stopSending() {
        packetsPerSecond = 0;
        sender.stop();
    }

    void audioLevel(int level) {
        sender.audioLevel(level);
    }

    private void sendDuePackets(long nowNanos) {
        ByteBuffer packet = loop.scratch();
        for (int i = 0; i < MOST_PACKETS_PER_TURN && sender.isDue(nowNanos); i++) {
            int length = sender.write(nowNanos, packet);
            transport.sendRtp(packet, length);
            traffic.onSent(length);
        }
    }

    private void resend(int sequenceNumber) {
        ByteBuffer packet = loop.scratch();
        int length = sender.rewrite(sequenceNumber, packet);
        if (length > 0) {
            resent++;
            transport.sendRtp(packet, length);
        }
    }

    // ---- time and datagrams

    @Override
    public void handleDatagram(long nowNanos, ByteBuffer buffer, int length, InetSocketAddress from) {
        transport.handleDatagram(nowNanos, buffer, length, from);
        arm();
    }

    private void handleTimeout() {
        long nowNanos = loop.nowNanos();
        transport.handleTimeout(nowNanos);
        if (transport.connected()) {
            sendDuePackets(nowNanos);
            if (nowNanos - reports.nextTimeoutNanos() >= 0) {
                ByteBuffer packet = loop.scratch();
                transport.sendRtcp(packet, reports.write(nowNanos, packet, LONGEST_REPORT));
            }
        }
        if (!waiters.isEmpty() && nowNanos - nextWaiterCheckNanos >= 0) {
            checkWaiters(nowNanos);
        }
        arm();
    }

    private void arm() {
        long next = transport.nextTimeoutNanos();
        if (transport.connected()) {
            next = Math.min(next, Math.min(sender.nextTimeoutNanos(), reports.nextTimeoutNanos()));
        }
        if (!waiters.isEmpty()) {
            next = Math.min(next, nextWaiterCheckNanos);
        }
        loop.deadlines().arm(timer, next);
    }

    // ---- figures

    VoiceStatistics statistics() {
        return new VoiceStatistics(sender.sent(), resent, unsent, receiver.statistics(), reports.remote(), dropped);
    }

    VoiceMilestones milestones() {
        return new VoiceMilestones(answeredNanos, reachedNanos, connectedNanos, receiver.firstNanos());
    }

    void forget() {
        receiver.forget();
    }

    CompletableFuture<VoiceStatistics> when(Predicate<VoiceStatistics> condition) {
        CompletableFuture<VoiceStatistics> future = new CompletableFuture<>();
        waiters.add(new Waiter(condition, future));
        checkWaiters(loop.nowNanos());
        arm();
        return future;
    }

    private void checkWaiters(long nowNanos) {
        VoiceStatistics current = statistics();
        for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.future.isDone() || waiter.condition.test(current)) {
                each.remove();
                waiter.future.complete(current);
            } else if (closed.isDone()) {
                each.remove();
                waiter.future.completeExceptionally(new VoicePeerException("closed: " + closed.join()));
            }
        }
        nextWaiterCheckNanos = nowNanos + WAITER_INTERVAL_NANOS;
    }

    // ---- the end

    void close() {
        long nowNanos = loop.nowNanos();
        if (transport.connected()) {
            ByteBuffer packet = loop.scratch();
            transport.sendRtcp(packet, reports.writeGoodbye(nowNanos, packet, LONGEST_REPORT));
        }
        transport.close(nowNanos, "closed");
    }

    // ---- what the transport says

    @Override
    public void sendDatagram(ByteBuffer buffer, int offset, int length, InetSocketAddress to) {
        try {
            ByteBuffer datagram = buffer.duplicate().limit(offset + length).position(offset);
            unsent += channel.send(datagram, to) == 0 ? 1 : 0;
        } catch (IOException e) {
            // The address cannot be reached from here; ICE and consent find out whether that lasts.
            unsent++;
        }
    }

    @Override
    public void onAddressSelected(InetSocketAddress selected) {
        if (reachedNanos == VoiceMilestones.NOT_YET) {
            reachedNanos = loop.nowNanos();
        }
    }

    @Override
    public void onConnected() {
        connectedNanos = loop.nowNanos();
        reports.start(connectedNanos);
        beginSending();
        connected.complete(null);
    }

    @Override
    public void onRtp(long nowNanos, ByteBuffer buffer, int offset, int length) {
        DropReason reason = receiver.handle(nowNanos, buffer, offset, length);
        if (reason != null) {
            onDropped(reason);
        }
    }

    @Override
    public void onRtcp(long nowNanos, ByteBuffer buffer, int offset, int length) {
        DropReason reason = reports.handle(nowNanos, buffer, offset, length, this::resend);
        if (reason != null) {
            onDropped(reason);
        }
    }

    @Override
    public void onDropped(DropReason reason) {
        dropped.merge(reason, 1L, Long::sum);
    }

    @Override
    public void onCredentialsRetired(String localUfrag) {}

    @Override
    public void onClosed(String reason) {
        sender.stop();
        closed.complete(reason);
        connected.completeExceptionally(new VoicePeerException("closed: " + reason));
        checkWaiters(loop.nowNanos());
        loop.deadlines().arm(timer, Long.MAX_VALUE);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
