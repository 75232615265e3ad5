// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.api.media.RoomAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Members who hear each other. Confined to one event loop.
 *
 * <p>Who fills whose slots is decided anew when a stream begins or ends, and, where a listener has fewer slots than there are
 * streams, about three times a second by loudness. That is driven by the packets themselves: a silent room needs no timer.
 */
public final class Room {
    /** Bytes kept free behind a packet for what protects it. */
    public static final int TRAILER_ROOM = 64;

    private static final long RANKING_INTERVAL_NANOS = 300_000_000L;

    private final RoomAddress address;
    private final RandomGenerator random;
    private final PacketRoom packetRoom;
    private final List<Member> members = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();
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
        this.address = address;
        this.random = random;
        this.packetRoom = packetRoom;
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

    PacketRoom packetRoom() {
        return packetRoom;
    }

    void opened(Publication publication) {
        publications.add(publication);
    }

    void ended(Publication publication) {
        publications.remove(publication);
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
        List<SlotAssignment.Candidate<Publication>> candidates = new ArrayList<>();
        for (Publication publication : publications) {
            if (publication.kind() == kind && member.wants(publication)) {
                candidates.add(new SlotAssignment.Candidate<>(publication, publication.loudness(nowNanos)));
            }
        }
        contended |= candidates.size() > slots.size();
        List<@Nullable Publication> held = new ArrayList<>(slots.size());
        for (Subscription slot : slots) {
            held.add(slot.source());
        }
        List<@Nullable Publication> next = SlotAssignment.assign(held, candidates);
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
