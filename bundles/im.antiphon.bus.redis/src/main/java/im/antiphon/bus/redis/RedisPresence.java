// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis;

import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.PresenceEntry;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is there, in Redis: this node's entries in a hash beside its lease, and those of the others as they change. The
 * hash has a state, a number that grows with every change; it is in the lease as well and in the news. Whoever finds
 * another state than the one it has seen reads the whole hash, so that news may get lost.
 *
 * <p>Own entries come from any thread; everything else is confined to the bus's.
 */
final class RedisPresence {
    /** More news than these do not wait; what they would have told is read at the next look. */
    static final int MAXIMUM_NEWS_WAITING = 4096;

    private static final int CHANGES_AT_ONCE = 256;
    private static final long ANEW = 0;

    /**
     * KEYS: hash, lease. ARGV: state before, state, time of the lease in ms, channel, news, then fields with their values
     * or nothing. Zero where the hash is not as it was left.
     */
    private static final byte[] CHANGE = RedisKeys.bytes(
            """
            if redis.call('HGET', KEYS[1], '#') ~= ARGV[1] then
              return 0
            end
            redis.call('HSET', KEYS[1], '#', ARGV[2])
            for i = 6, #ARGV, 2 do
              if ARGV[i + 1] == '' then
                redis.call('HDEL', KEYS[1], ARGV[i])
              else
                redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
              end
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
            redis.call('PUBLISH', ARGV[4], ARGV[5])
            return 1
            """);

    private static final byte[] NOTHING = new byte[0];

    private final RedisBusSettings settings;
    private final RedisKeys keys;
    private final String node;
    private final BusListener listener;
    private final Executor thread;
    private final LongSupplier nanoTime;

    private final Map<String, PresenceEntry> own = new ConcurrentHashMap<>();
    private final Set<String> changed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicInteger newsWaiting = new AtomicInteger();

    // confined to the thread
    private final RemoteNodes remote = new RemoteNodes();
    private @Nullable RedisConversation conversation;
    private long state;
    private long remembersFromNanos;
    private boolean looking;
    private boolean lookAgain;

    /** @param firstState greater than any that an earlier bus of this node has had */
    RedisPresence(
            RedisBusSettings settings,
            String node,
            BusListener listener,
            Executor thread,
            LongSupplier nanoTime,
            long firstState) {
        this.settings = settings;
        this.keys = new RedisKeys(settings.cluster());
        this.node = node;
        this.listener = listener;
        this.thread = thread;
        this.nanoTime = nanoTime;
        this.state = firstState;
    }

    void announce(PresenceEntry entry) {
        own.put(entry.session(), entry);
        change(entry.session());
    }

    void withdraw(String session) {
        if (own.remove(session) != null) {
            change(session);
        }
    }

    /** Something was published. */
    void onPublished(byte[] message) {
        if (newsWaiting.incrementAndGet() > MAXIMUM_NEWS_WAITING) {
            newsWaiting.decrementAndGet();
            return;
        }
        thread.execute(() -> {
            newsWaiting.decrementAndGet();
            PresenceNews news = PresenceRecords.readNews(message);
            if (news != null && !news.getNode().equals(node)) {
                take(news);
            }
        });
    }

    /** Writes the own entries anew. From now on a lease that is missing may be one that the server has forgotten. */
    CompletionStage<?> begin(RedisConversation begun) {
        conversation = begun;
        looking = false;
        remembersFromNanos = nanoTime.getAsLong() + settings.lease().toNanos();
        changed.clear();
        state++;
        RedisAsyncCommands<byte[], byte[]> commands = begun.commands();
        byte[] hash = keys.presence(node);
        List<CompletableFuture<?>> written = new ArrayList<>();
        written.add(commands.del(hash).toCompletableFuture());
        Map<byte[], byte[]> fields = new HashMap<>();
        for (PresenceEntry entry : own.values()) {
            fields.put(field(entry.session()), PresenceRecords.record(entry).toByteArray());
            if (fields.size() == CHANGES_AT_ONCE) {
                written.add(commands.hset(hash, fields).toCompletableFuture());
                fields = new HashMap<>();
            }
        }
        fields.put(RedisKeys.STATE, stateBytes()); // last: a hash without it is not complete
        written.add(commands.hset(hash, fields).toCompletableFuture());
        written.add(renew(commands).toCompletableFuture());
        PresenceNews anew = news(ANEW).build();
        written.add(commands.publish(keys.channel(), anew.toByteArray()).toCompletableFuture());
        return CompletableFuture.allOf(written.toArray(CompletableFuture[]::new));
    }

    /** The connections are lost. */
    void end() {
        conversation = null;
    }

    /** Renews the lease and looks at those of the others; false where the server has not the own entries as they are. */
    CompletionStage<Boolean> beat(RedisConversation through) {
        byte[] expected = stateBytes();
        CompletionStage<Boolean> isThere = renew(through.commands())
                .thenCombine(
                        through.commands().hget(keys.presence(node), RedisKeys.STATE),
                        (renewed, found) -> renewed && Arrays.equals(expected, found));
        look();
        return isThere;
    }

    private CompletionStage<Boolean> renew(RedisAsyncCommands<byte[], byte[]> commands) {
        long leaseMillis = settings.lease().toMillis();
        return commands.sadd(keys.nodes(), RedisKeys.bytes(node))
                .thenCombine(
                        commands.set(keys.lease(node), stateBytes(), SetArgs.Builder.px(leaseMillis)),
                        (added, set) -> added)
                .thenCombine(commands.pexpire(keys.presence(node), leaseMillis), (added, isThere) -> isThere);
    }

    private void change(String session) {
        changed.add(session);
        if (flushing.compareAndSet(false, true)) {
            thread.execute(this::flush);
        }
    }

    private void flush() {
        flushing.set(false);
        RedisConversation through = conversation;
        if (through == null) {
            return; // everything is written when there is a connection
        }
        List<byte[]> fields = new ArrayList<>();
        PresenceNews.Builder news = news(state);
        for (String session : changed) {
            changed.remove(session); // before the entry is read: a later change adds it again
            PresenceEntry entry = own.get(session);
            fields.add(field(session));
            if (entry == null) {
                news.addWithdrawn(session);
                fields.add(NOTHING);
            } else {
                PresenceRecord record = PresenceRecords.record(entry);
                news.addAnnounced(record);
                fields.add(record.toByteArray());
            }
            if (fields.size() == 2 * CHANGES_AT_ONCE) {
                write(through, news, fields);
                fields.clear();
                news = news(state);
            }
        }
        if (!fields.isEmpty()) {
            write(through, news, fields);
        }
    }

    private void write(RedisConversation through, PresenceNews.Builder news, List<byte[]> fields) {
        byte[] before = stateBytes();
        state++;
        List<byte[]> arguments = new ArrayList<>(List.of(
                before,
                stateBytes(),
                RedisKeys.bytes(Long.toString(settings.lease().toMillis())),
                keys.channel(),
                news.setAfter(state).build().toByteArray()));
        arguments.addAll(fields);
        byte[][] hashAndLease = {keys.presence(node), keys.lease(node)};
        through.whenDone(
                through.commands()
                        .<Long>eval(CHANGE, ScriptOutputType.INTEGER, hashAndLease, arguments.toArray(byte[][]::new)),
                done -> {
                    if (done == 0) {
                        through.giveUp(); // the server has forgotten us
                    }
                });
    }

    private void take(PresenceNews news) {
        RedisConversation through = conversation;
        if (through == null) {
            return;
        }
        String of = news.getNode();
        if (!remote.contains(of)) {
            look();
            return;
        }
        long seen = remote.seen(of);
        if (news.getBefore() == ANEW || (news.getBefore() != seen && news.getAfter() > seen)) {
            read(through, of);
        } else if (news.getBefore() == seen) {
            remote.saw(of, news.getAfter());
            for (PresenceRecord record : news.getAnnouncedList()) {
                PresenceEntry entry = PresenceRecords.entry(of, record);
                if (entry != null) {
                    listener.onAnnounced(entry);
                }
            }
            news.getWithdrawnList().forEach(session -> listener.onWithdrawn(of, session));
        }
    }

    private void look() {
        RedisConversation through = conversation;
        if (through == null) {
            return;
        }
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        through.whenDone(through.commands().smembers(keys.nodes()), members -> {
            List<String> others = members.stream()
                    .map(RedisKeys::text)
                    .filter(member -> !member.equals(node))
                    .toList();
            if (others.isEmpty()) {
                seen(through, others, List.of());
            } else {
                byte[][] leases = others.stream().map(keys::lease).toArray(byte[][]::new);
                through.whenDone(through.commands().mget(leases), found -> seen(through, others, found));
            }
        });
    }

    private void seen(RedisConversation through, List<String> others, List<KeyValue<byte[], byte[]>> found) {
        Map<String, Long> leases = new TreeMap<>();
        List<byte[]> gone = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).hasValue()) {
                leases.put(others.get(i), PresenceRecords.readState(found.get(i).getValue()));
            } else {
                gone.add(RedisKeys.bytes(others.get(i)));
            }
        }
        boolean remembers = nanoTime.getAsLong() - remembersFromNanos >= 0;
        if (remembers && !gone.isEmpty()) {
            through.whenDone(through.commands().srem(keys.nodes(), gone.toArray(byte[][]::new)), removed -> {});
        }
        if (remote.update(leases, remembers)) {
            listener.onNodes(remote.nodes());
        }
        remote.outdated(leases).forEach(outdated -> read(through, outdated));
        looking = false;
        if (lookAgain) {
            lookAgain = false;
            look();
        }
    }

    private void read(RedisConversation through, String of) {
        through.whenDone(through.commands().hgetall(keys.presence(of)), hash -> {
            long found = RemoteNodes.UNSEEN;
            List<PresenceEntry> entries = new ArrayList<>();
            for (Map.Entry<byte[], byte[]> field : hash.entrySet()) {
                if (Arrays.equals(field.getKey(), RedisKeys.STATE)) {
                    found = PresenceRecords.readState(field.getValue());
                } else {
                    PresenceEntry entry = PresenceRecords.readEntry(of, field.getValue());
                    if (entry != null) {
                        entries.add(entry);
                    }
                }
            }
            if (found != RemoteNodes.UNSEEN && remote.contains(of)) {
                remote.saw(of, found);
                listener.onPresence(of, entries);
            }
        });
    }

    private PresenceNews.Builder news(long before) {
        return PresenceNews.newBuilder()
                .setVersion(PresenceRecords.VERSION)
                .setNode(node)
                .setBefore(before)
                .setAfter(state);
    }

    private byte[] stateBytes() {
        return RedisKeys.bytes(Long.toString(state));
    }

    private static byte[] field(String session) {
        return RedisKeys.bytes("+" + session);
    }
}
