// SPDX-License-Identifier: Apache-2.0
package im.antiphon.tck;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.PresenceEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Keeps what a bus tells, and whether it tells one thing at a time. Safe from any thread. */
final class RecordingBusListener implements BusListener {
    private static final long PATIENCE_SECONDS = 60;

    private final AtomicReference<@Nullable Thread> telling = new AtomicReference<>();
    private volatile boolean tellsTogether;

    // guarded by this
    private final Map<String, List<byte[]>> frames = new HashMap<>();
    private final Map<String, Map<String, PresenceEntry>> entries = new TreeMap<>();
    private final List<Set<String>> memberships = new ArrayList<>();
    private boolean connected;
    private boolean held;

    @Override
    public void onFrame(String fromNode, byte[] frame) {
        hear(() -> frames.computeIfAbsent(fromNode, absent -> new ArrayList<>()).add(frame));
    }

    @Override
    public void onNodes(Set<String> nodes) {
        hear(() -> {
            memberships.add(Set.copyOf(nodes));
            entries.keySet().retainAll(nodes);
        });
    }

    @Override
    public void onPresence(String node, List<PresenceEntry> all) {
        hear(() -> {
            Map<String, PresenceEntry> bySession = new LinkedHashMap<>();
            all.forEach(entry -> bySession.put(entry.session(), entry));
            entries.put(node, bySession);
        });
    }

    @Override
    public void onAnnounced(PresenceEntry entry) {
        hear(() -> entries.computeIfAbsent(entry.node(), absent -> new LinkedHashMap<>())
                .put(entry.session(), entry));
    }

    @Override
    public void onWithdrawn(String node, String session) {
        hear(() ->
                entries.computeIfAbsent(node, absent -> new LinkedHashMap<>()).remove(session));
    }

    @Override
    public void onConnected() {
        hear(() -> connected = true);
    }

    /** Every call waits from now on, until {@link #letGo}. */
    synchronized void hold() {
        held = true;
    }

    synchronized void letGo() {
        held = false;
        notifyAll();
    }

    synchronized List<String> framesFrom(String node) {
        return frames.getOrDefault(node, List.of()).stream()
                .map(frame -> new String(frame, StandardCharsets.UTF_8))
                .toList();
    }

    synchronized List<byte[]> rawFramesFrom(String node) {
        return List.copyOf(frames.getOrDefault(node, List.of()));
    }

    synchronized Set<PresenceEntry> entries() {
        Set<PresenceEntry> all = new TreeSet<>((one, other) -> one.toString().compareTo(other.toString()));
        entries.values().forEach(ofNode -> all.addAll(ofNode.values()));
        return all;
    }

    synchronized Set<String> nodes() {
        return memberships.isEmpty() ? Set.of() : memberships.get(memberships.size() - 1);
    }

    /** Every set of nodes that was told, in order. */
    synchronized List<Set<String>> memberships() {
        return List.copyOf(memberships);
    }

    synchronized boolean isConnected() {
        return connected;
    }

    boolean hasHeardTwoThingsAtOnce() {
        return tellsTogether;
    }

    /** Returns when what is awaited is so; fails after a minute. */
    synchronized void await(String what, Predicate<RecordingBusListener> isSo) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isSo.test(this)) {
            long left = deadline - System.nanoTime();
            assertThat(left).as("never happened: %s", what).isPositive();
            pause(left);
        }
    }

    private void hear(Runnable what) {
        if (!telling.compareAndSet(null, Thread.currentThread())) {
            tellsTogether = true;
        }
        synchronized (this) {
            while (held) {
                pause(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
            }
            what.run();
            notifyAll();
        }
        telling.set(null);
    }

    private void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(nanos, 1_000_000));
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interruption);
        }
    }
}
