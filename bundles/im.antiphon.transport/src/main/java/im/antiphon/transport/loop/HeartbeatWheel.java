// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.loop;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the silence of many connections at the price of one timer: tells each when its heartbeat is due and when it has
 * been silent for too long. Everything is O(1) per connection and heartbeat; {@link Entry#touch}, which comes with each
 * read, is one store. Confined to one event loop; the loop calls {@link #advance} about once a tick, with a fixed
 * <em>delay</em>.
 *
 * <p>A loop that was itself held up (a collection, a suspended machine) must not take the peers for dead: bytes may be
 * waiting that it has not read. So a late call is credited with two ticks at most, the rest is grace for everybody; and a
 * connection found silent is let go only on the <em>next</em> call, when the loop has read its sockets in between.
 */
public final class HeartbeatWheel {
    private static final int SLOTS = 64;
    private static final int NEVER_CONDEMNED = -1;

    private final long tickNanos;
    private final int heartbeatTicks;
    private final int timeoutTicks;
    private final Entry[] slots = new Entry[SLOTS];
    private final Entry due = new Entry(null);

    private long lastNanos;
    private long creditNanos;
    private int tick;
    private int pass;
    private int size;

    /**
     * @param tick precision; at least a millisecond
     * @param heartbeat between two calls of {@link Watched#onHeartbeatDue}; zero: never called
     * @param timeout silence after which {@link Watched#onSilent} is called; at least a tick
     */
    public HeartbeatWheel(Duration tick, Duration heartbeat, Duration timeout, long nowNanos) {
        if (tick.toMillis() < 1) {
            throw new IllegalArgumentException("tick: " + tick + " (expected: >= 1 ms)");
        }
        if (timeout.compareTo(tick) < 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: >= " + tick + ")");
        }
        tickNanos = tick.toNanos();
        heartbeatTicks = Math.toIntExact((heartbeat.toNanos() + tickNanos - 1) / tickNanos);
        timeoutTicks = Math.toIntExact((timeout.toNanos() + tickNanos - 1) / tickNanos);
        lastNanos = nowNanos;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Entry(null);
        }
    }

    /** Begins to watch; the silence counts from now. */
    public Entry watch(Watched watched) {
        Entry entry = new Entry(watched);
        entry.heardTick = tick;
        entry.heartbeatTick = tick;
        schedule(entry);
        size++;
        return entry;
    }

    /** Connections being watched. */
    public int size() {
        return size;
    }

    /** Moves time on. */
    public void advance(long nowNanos) {
        long elapsed = Math.max(0, nowNanos - lastNanos);
        lastNanos = nowNanos;
        creditNanos += Math.min(elapsed, 2 * tickNanos);
        pass = (pass + 1) & Integer.MAX_VALUE;
        while (creditNanos >= tickNanos) {
            creditNanos -= tickNanos;
            tick++;
            turn();
        }
    }

    /** Visits all, in no particular order; the visitor may end any of them. */
    public void forEach(Consumer<Watched> visitor) {
        for (Entry slot : slots) {
            Entry visited = new Entry(null);
            visited.takeAll(slot);
            for (Entry entry = visited.next; entry != visited; entry = visited.next) {
                entry.unlink();
                entry.linkBefore(slot);
                if (entry.watched != null) {
                    visitor.accept(entry.watched);
                }
            }
        }
    }

    private void turn() {
        due.takeAll(slots[tick & (SLOTS - 1)]);
        for (Entry entry = due.next; entry != due; entry = due.next) {
            entry.unlink();
            visit(entry);
        }
    }

    private void visit(Entry entry) {
        Watched watched = entry.watched;
        if (watched == null) {
            return;
        }
        if (entry.dueTick - tick > 0) {
            entry.linkBefore(slots[entry.dueTick & (SLOTS - 1)]);
        } else if (tick - entry.heardTick < timeoutTicks) {
            entry.condemnedPass = NEVER_CONDEMNED;
            boolean heartbeat = heartbeatTicks > 0 && tick - entry.heartbeatTick >= heartbeatTicks;
            if (heartbeat) {
                entry.heartbeatTick = tick;
            }
            schedule(entry);
            if (heartbeat) {
                watched.onHeartbeatDue();
            }
        } else if (entry.condemnedPass == NEVER_CONDEMNED || entry.condemnedPass == pass) {
            entry.condemnedPass = pass;
            entry.dueTick = tick + 1;
            entry.linkBefore(slots[entry.dueTick & (SLOTS - 1)]);
        } else {
            entry.watched = null;
            size--;
            watched.onSilent();
        }
    }

    private void schedule(Entry entry) {
        int next = entry.heardTick + timeoutTicks;
        if (heartbeatTicks > 0 && entry.heartbeatTick + heartbeatTicks - next < 0) {
            next = entry.heartbeatTick + heartbeatTicks;
        }
        entry.dueTick = next - tick > 0 ? next : tick + 1;
        entry.linkBefore(slots[entry.dueTick & (SLOTS - 1)]);
    }

    /** What is watched. Called by the loop; may cancel its own entry, or any other, and may watch anew. */
    public interface Watched {
        /** The interval has passed: time to ask for a sign of life. */
        void onHeartbeatDue();

        /** Silent for too long; no longer watched. */
        void onSilent();
    }

    /** One connection on the wheel. */
    public final class Entry {
        private @Nullable Watched watched;
        private Entry previous = this;
        private Entry next = this;
        private int heardTick;
        private int heartbeatTick;
        private int dueTick;
        private int condemnedPass = NEVER_CONDEMNED;

        private Entry(@Nullable Watched watched) {
            this.watched = watched;
        }

        /** It has been heard. */
        public void touch() {
            heardTick = tick;
        }

        /** Watches no longer; safe to call twice. */
        public void cancel() {
            if (watched != null) {
                watched = null;
                size--;
                unlink();
            }
        }

        private void unlink() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }

        private void linkBefore(Entry head) {
            previous = head.previous;
            next = head;
            previous.next = this;
            head.previous = this;
        }

        /** As the head of an empty list: becomes the head of another's members. */
        private void takeAll(Entry head) {
            if (head.next != head) {
                linkBefore(head);
                head.unlink();
            }
        }
    }
}
