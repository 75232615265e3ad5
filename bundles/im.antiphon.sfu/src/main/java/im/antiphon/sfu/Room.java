// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.api.media.RoomAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Members who hear each other, or, of a room that is on several loops, those of them that are on one: a shard. Confined to one event
 * loop.
 *
 * <p>Shards that are {@link #connect connected} have each other's publications ({@link RelayedPublication}), so that each chooses what
 * its own members hear out of all there is. Nothing but messages and tasks crosses from one to another ({@link ShardLink}).
 *
 * <p>Who fills whose slots is decided anew when a stream begins or ends, and, where a listener has fewer slots than there are
 * streams, about three times a second by loudness. That is driven by the packets themselves: a silent room needs no timer.
 */
public final class Room {
    /** Bytes kept free behind a packet for what protects it. */
    public static final int TRAILER_ROOM = 64;

    static final long RANKING_INTERVAL_NANOS = 300_000_000L;

    private final RoomAddress address;
    private final RandomGenerator random;
    private final PacketRoom packetRoom;
    private final ShardLink link;
    private final ListenerBlocks blocks;
    private final List<Member> members = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>(); // with those of other shards, the oldest first
    private final List<Room> shards = new ArrayList<>();
    private boolean contended;
    private long nextRankingNanos;

    /** @param random for the first sequence numbers and timestamps of streams, and to spread reports in time */
    public Room(RoomAddress address, RandomGenerator random) {
        this(address, random, PacketRoom.onHeap());
    }

    /**
     * @param random for the first sequence numbers and timestamps of streams, and to spread reports in time
     * @param packetRoom where packets are written that are sent on
     */
    public Room(RoomAddress address, RandomGenerator random, PacketRoom packetRoom) {
        this(address, random, packetRoom, ShardLink.none(), ListenerBlocks.none());
    }

    /**
     * One that may be connected to other shards.
     *
     * @param link to this one's loop, for the others
     * @param blocks of the loop
     */
    public Room(
            RoomAddress address, RandomGenerator random, PacketRoom packetRoom, ShardLink link, ListenerBlocks blocks) {
        this.address = address;
        this.random = random;
        this.packetRoom = packetRoom;
        this.link = link;
        this.blocks = blocks;
    }

    /** Any thread: the way to this shard's loop. */
    public ShardLink link() {
        return link;
    }

    /** There is another shard of this room: it is told of all publications, of those there are and of those to come. */
    public void connect(Room shard) {
        shards.add(shard);
        for (Publication publication : publications) {
            publication.relayTo(shard);
        }
    }

    /** The other shard is no more; all its publications have ended before. */
    public void disconnect(Room shard) {
        shards.remove(shard);
        for (Publication publication : publications) {
            publication.forget(shard);
        }
    }

    public RoomAddress address() {
        return address;
    }

    public List<Member> members() {
        return Collections.unmodifiableList(members);
    }

    public int publicationCount() {
        return publications.size();
    }

    /** Adds a member; it publishes and listens to nothing until {@link Member#negotiated}. */
    public Member join(long nowNanos, MemberSettings settings, Downlink downlink, MemberOutput output) {
        Member member = new Member(this, settings, downlink, output, nowNanos);
        members.add(member);
        return member;
    }

    /** Removes a member and all it published; those who heard it have a free slot, or another voice in it, on return. */
    public void leave(long nowNanos, Member member) {
        if (members.remove(member)) {
            member.released(nowNanos);
            assignSlots(nowNanos);
        }
    }

    RandomGenerator random() {
        return random;
    }

    ListenerBlocks blocks() {
        return blocks;
    }

    PacketRoom packetRoom() {
        return packetRoom;
    }

    void opened(Publication publication) {
        publications.add(publication);
        insert(publication);
        for (Room shard : shards) {
            publication.relayTo(shard);
        }
    }

    /** A publication of another shard's. */
    void opened(long nowNanos, RelayedPublication publication) {
        publication.opened(this);
        insert(publication);
        assignSlots(nowNanos);
    }

    /** By age, so that all shards choose alike. */
    private void insert(Source source) {
        int at = sources.size();
        while (at > 0 && sources.get(at - 1).openedNanos() - source.openedNanos() > 0) {
            at--;
        }
        sources.add(at, source);
    }

    void ended(Publication publication) {
        publications.remove(publication);
        sources.remove(publication);
    }

    /** As {@link #opened(long, RelayedPublication)}; who heard it has a free slot, or another voice in it, on return. */
    void ended(long nowNanos, RelayedPublication publication) {
        publication.ended();
        if (sources.remove(publication)) {
            assignSlots(nowNanos);
        }
    }

    /** Called per packet; does nothing but compare two numbers most of the time. */
    void rank(long nowNanos) {
        if (contended && nowNanos - nextRankingNanos >= 0) {
            assignSlots(nowNanos);
        }
    }

    void assignSlots(long nowNanos) {
        nextRankingNanos = nowNanos + RANKING_INTERVAL_NANOS;
        contended = false;
        for (Member member : members) {
            assignSlots(nowNanos, member);
        }
    }

    /** The same for one member, where only its own slots have changed. */
    void assignSlots(long nowNanos, Member member) {
        boolean changed = assignSlots(nowNanos, member, MediaKind.AUDIO);
        changed |= assignSlots(nowNanos, member, MediaKind.VIDEO);
        if (changed) {
            member.output().onTracksChanged();
        }
    }

    private boolean assignSlots(long nowNanos, Member member, MediaKind kind) {
        List<Subscription> slots = member.slots(kind);
        if (slots.isEmpty()) {
            return false;
        }
        List<SlotAssignment.Candidate<Source>> candidates = new ArrayList<>();
        for (Source source : sources) {
            if (source.kind() == kind && member.wants(source)) {
                candidates.add(new SlotAssignment.Candidate<>(source, source.loudness(nowNanos)));
            }
        }
        contended |= candidates.size() > slots.size();
        List<@Nullable Source> held = new ArrayList<>(slots.size());
        for (Subscription slot : slots) {
            held.add(slot.source());
        }
        List<@Nullable Source> next = SlotAssignment.assign(held, candidates);
        boolean changed = false;
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i).source() != next.get(i)) {
                slots.get(i).fill(nowNanos, next.get(i));
                changed = true;
            }
        }
        return changed;
    }
}
