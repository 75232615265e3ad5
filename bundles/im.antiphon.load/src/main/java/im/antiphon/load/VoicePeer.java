// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One WebRTC audio peer over a socket of its own: it offers, takes the answer, checks connectivity, shakes hands, sends and
 * counts. Safe from any thread; calls wait for the peers' thread unless they return a future. Futures are completed on that
 * thread: what follows them may not block, or goes elsewhere by {@code thenAcceptAsync}.
 *
 * <p>Methods throw {@link VoicePeerException} where the peer, or what it is given, does not permit the call.
 */
@ProviderType
public final class VoicePeer implements AutoCloseable {
    /** The usual rate of voice: a packet every 20 ms. */
    public static final int PACKETS_PER_SECOND = 50;

    private final VoiceLoop loop;
    private final VoiceSession session;

    VoicePeer(VoiceLoop loop, VoiceSession session) {
        this.loop = loop;
        this.session = session;
    }

    private <T> T call(Supplier<T> task) {
        try {
            return loop.submit(task).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void run(Runnable task) {
        call(() -> {
            task.run();
            return Boolean.TRUE;
        });
    }

    // ---- signaling

    /** The next offer, as SDP. The first one opens the session; those that follow keep its transport. */
    public String offer() {
        return call(session::offer);
    }

    /** From the next offer on there are more sections to receive in. */
    public void addReceivers(int count) {
        run(() -> session.addReceivers(count));
    }

    /**
     * Takes the answer to the last offer; the first one starts the connection.
     *
     * @return completed once keys are agreed on, failed when that comes to nothing
     */
    public CompletableFuture<Void> accept(String answer) {
        return call(() -> session.accept(answer)).copy();
    }

    /** Begins an ICE restart: new credentials as {@code application/trickle-ice-sdpfrag}. */
    public String restartFragment() {
        return call(session::restartFragment);
    }

    /** Takes the server's fragment in answer to {@link #restartFragment}. Media goes on meanwhile. */
    public void acceptRestart(String fragment) {
        run(() -> session.acceptRestart(fragment));
    }

    /** As {@link #accept} returned it. */
    public CompletableFuture<Void> connected() {
        return session.connected().copy();
    }

    /** Completed when it is over, with a reason such as {@code closed} or {@code consent-expired}. */
    public CompletableFuture<String> closed() {
        return session.closed().copy();
    }

    /** Of its socket. */
    public InetSocketAddress localAddress() {
        return call(session::localAddress);
    }

    /** Takes another port, as after a change of network; the session goes on. */
    public void move() {
        run(session::move);
    }

    // ---- media

    /** Sends from now on, or once connected; does nothing where the answer does not receive. */
    public void startSending(int packetsPerSecond) {
        if (packetsPerSecond < 1 || packetsPerSecond > 1000) {
            throw new IllegalArgumentException("packetsPerSecond: " + packetsPerSecond + " (expected: 1..1000)");
        }
        run(() -> session.startSending(packetsPerSecond));
    }

    /** Has nothing to say from now on, or once connected: a short packet every 400 ms, as Opus sends in DTX. */
    public void pause() {
        run(session::pause);
    }

    /** Sends nothing any more. */
    public void stopSending() {
        run(session::stopSending);
    }

    /** How loud its packets say they are, from the next one on: 0 the loudest, 127 silence. */
    public void audioLevel(int level) {
        if (level < 0 || level > 127) {
            throw new IllegalArgumentException("level: " + level + " (expected: 0..127)");
        }
        run(() -> session.audioLevel(level));
    }

    /** What it has sent and received so far; also after its end. */
    public VoiceStatistics statistics() {
        return call(session::statistics);
    }

    /** How far it has come, and when. */
    public VoiceMilestones milestones() {
        return call(session::milestones);
    }

    /** What was received until now counts no more; what was sent does. */
    public void forgetReceived() {
        run(session::forget);
    }

    /**
     * Completed as soon as its figures meet a condition, which is asked every few milliseconds; failed when the peer ends
     * before. So tests wait for what they expect and for nothing else.
     */
    public CompletableFuture<VoiceStatistics> when(Predicate<VoiceStatistics> condition) {
        return loop.submit(() -> session.when(condition)).thenCompose(future -> future);
    }

    /** Says goodbye by RTCP and DTLS, and ends. Twice does nothing more. */
    @Override
    public void close() {
        run(session::close);
    }
}
