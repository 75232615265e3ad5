// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.RtpView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One peer in a room: what it publishes, what it listens to, and the reports that go with both. Confined to the room's loop; what
 * it produces goes to its {@link MemberOutput}.
 */
public final class Member {
    /** Streams no longer negotiated whose numbers are remembered: as many as a description has sections. */
    private static final int MOST_PAUSED = 128;

    private final Room room;
    private final MemberSettings settings;
    private final Downlink downlink;
    private final MemberOutput output;
    private final RtpView view = new RtpView();
    private final SourceTable sources = new SourceTable();
    private final List<Publication> publications = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Subscription> pausedSubscriptions = new ArrayList<>();
    private final FeedbackReader feedback;
    private final ReportWriter reports;
    private final QualityMeter quality;

    private long nextReportNanos;

    Member(Room room, MemberSettings settings, Downlink downlink, MemberOutput output, long nowNanos) {
        this.room = room;
        this.settings = settings;
        this.downlink = downlink;
        this.output = output;
        this.feedback = new FeedbackReader(this);
        this.reports = new ReportWriter(this);
        this.quality = new QualityMeter(nowNanos);
        this.nextReportNanos = nowNanos + reportIntervalNanos();
    }

    public MemberSettings settings() {
        return settings;
    }

    MemberOutput output() {
        return output;
    }

    Downlink downlink() {
        return downlink;
    }

    Room room() {
        return room;
    }

    List<Publication> publications() {
        return publications;
    }

    List<Subscription> subscriptions() {
        return subscriptions;
    }

    public int publicationCount() {
        return publications.size();
    }

    public int subscriptionCount() {
        return subscriptions.size();
    }

    /**
     * Offer and answer have settled what this member sends and takes. What stays the same runs on undisturbed.
     *
     * @param incoming the sections it publishes in
     * @param outgoing the sections it listens in
     */
    public void negotiated(long nowNanos, List<IncomingSection> incoming, List<OutgoingSection> outgoing) {
        boolean published = negotiatePublications(nowNanos, incoming);
        negotiateSubscriptions(nowNanos, outgoing);
        if (published) {
            room.assignSlots(nowNanos);
        } else {
            room.assignSlots(nowNanos, this);
        }
    }

    private boolean negotiatePublications(long nowNanos, List<IncomingSection> incoming) {
        boolean changed = publications.removeIf(publication -> {
            boolean gone = incoming.stream()
                    .noneMatch(
                            section -> section.mid().equals(publication.mid()) && section.kind() == publication.kind());
            if (gone) {
                end(publication);
            }
            return gone;
        });
        sources.clear();
        for (IncomingSection section : incoming) {
            Publication publication = publication(section.mid());
            if (publication == null) {
                publication = new Publication(this, section, nowNanos);
                publications.add(publication);
                room.opened(publication);
                changed = true;
            } else {
                publication.describe(section);
            }
            for (int ssrc : section.ssrcs()) {
                sources.put(ssrc, publication);
            }
        }
        keepLearnedSources();
        return changed;
    }

    /** A sender names the section in its first packets alone: who has learned a source from them keeps it. */
    private void keepLearnedSources() {
        for (Publication publication : publications) {
            if (publication.receiving() && sources.find(publication.ssrc()) == null) {
                sources.put(publication.ssrc(), publication);
            }
        }
    }

    private void negotiateSubscriptions(long nowNanos, List<OutgoingSection> outgoing) {
        List<Subscription> next = new ArrayList<>(outgoing.size());
        for (OutgoingSection section : outgoing) {
            Subscription kept = subscriptionOf(section.ssrc());
            if (kept == null) {
                kept = resume(section.ssrc());
            }
            if (kept == null) {
                kept = open(section);
            }
            kept.renegotiated(section);
            next.add(kept);
        }
        for (Subscription subscription : subscriptions) {
            if (!next.contains(subscription)) {
                subscription.fill(nowNanos, null);
                pausedSubscriptions.add(subscription);
            }
        }
        if (pausedSubscriptions.size() > MOST_PAUSED) {
            pausedSubscriptions
                    .subList(0, pausedSubscriptions.size() - MOST_PAUSED)
                    .clear();
        }
        subscriptions.clear();
        subscriptions.addAll(next);
    }

    /**
     * A stream that was sent before goes on from its last number: the listener's SRTP takes what begins anew under the same
     * identifier for a replay, and ours does not even send it.
     */
    private @Nullable Subscription resume(int ssrc) {
        for (int i = 0; i < pausedSubscriptions.size(); i++) {
            if (pausedSubscriptions.get(i).section().ssrc() == ssrc) {
                return pausedSubscriptions.remove(i);
            }
        }
        return null;
    }

    private Subscription open(OutgoingSection section) {
        // RFC 3550, section 5.1: both begin at random; the upper half is left out so that the first roll-over is far
        // away.
        int firstSequence = room.random().nextInt(1, 1 << 15);
        return new Subscription(
                this, section, room.packetRoom(), firstSequence, room.random().nextInt());
    }

    private @Nullable Publication publication(String mid) {
        for (Publication publication : publications) {
            if (publication.mid().equals(mid)) {
                return publication;
            }
        }
        return null;
    }

    /** Its slots of a kind, in the order of its media sections. */
    List<Subscription> slots(MediaKind kind) {
        List<Subscription> slots = new ArrayList<>(subscriptions.size());
        for (Subscription subscription : subscriptions) {
            if (subscription.section().kind() == kind) {
                slots.add(subscription);
            }
        }
        return slots;
    }

    int filledSlots() {
        int filled = 0;
        for (Subscription subscription : subscriptions) {
            if (subscription.source() != null) {
                filled++;
            }
        }
        return filled;
    }

    /** Whether a stream may fill its slots: any other member's, or only those of the publisher it came for. */
    boolean wants(Source source) {
        if (source.isOf(this)) {
            return false;
        }
        String only = settings.onlyFrom();
        return only == null || only.equals(source.publisherName());
    }

    /** Who is heard where, in the order of its media sections. */
    public List<Track> tracks() {
        List<Track> tracks = new ArrayList<>(subscriptions.size());
        for (Subscription subscription : subscriptions) {
            Source source = subscription.source();
            tracks.add(new Track(
                    subscription.section().mid(),
                    subscription.section().kind(),
                    source == null ? null : source.publisherName()));
        }
        return tracks;
    }

    /** One RTP packet of this member, authenticated and decrypted. The buffer holds until the call returns. */
    public void handleRtp(long nowNanos, ByteBuffer packet, int offset, int length) {
        if (!view.wrap(packet, offset, length)) {
            output.onDropped(view.dropReason());
            return;
        }
        Publication publication = sources.find(view.ssrc());
        if (publication == null) {
            publication = adopt();
            if (publication == null) {
                output.onDropped(DropReason.UNKNOWN_SOURCE);
                return;
            }
        }
        StreamCodec codec = publication.codec(view.payloadType());
        if (codec == null) {
            output.onDropped(DropReason.UNKNOWN_PAYLOAD_TYPE);
            return;
        }
        if (!publication.live()) {
            if (publication.justEnded(nowNanos)) {
                output.onDropped(DropReason.LATE);
                return;
            }
            publication.revive(nowNanos);
            room.opened(publication);
            room.assignSlots(nowNanos);
        }
        publication.bind(view.ssrc(), codec);
        publication.handleRtp(nowNanos, view, codec);
        room.rank(nowNanos);
    }

    /** Finds the section an unannounced source belongs to: by its mid, else the only section that was not told its sources. */
    private @Nullable Publication adopt() {
        Publication only = null;
        for (Publication publication : publications) {
            IncomingSection section = publication.section();
            if (section.midId() != 0 && carriesMid(section)) {
                return sources.put(view.ssrc(), publication) ? publication : null;
            }
            if (section.ssrcs().length == 0 && publication.codec(view.payloadType()) != null) {
                if (only != null) {
                    return null;
                }
                only = publication;
            }
        }
        return only != null && sources.put(view.ssrc(), only) ? only : null;
    }

    private boolean carriesMid(IncomingSection section) {
        int at = view.extensionOffset(section.midId());
        String mid = section.mid();
        if (at < 0 || view.extensionLength(section.midId()) != mid.length()) {
            return false;
        }
        for (int i = 0; i < mid.length(); i++) {
            if (view.buffer().get(at + i) != (byte) mid.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** One compound RTCP packet of this member, authenticated and decrypted. */
    public void handleRtcp(long nowNanos, ByteBuffer packet, int offset, int length) {
        feedback.read(nowNanos, packet, offset, length);
    }

    @Nullable
    Publication publicationOf(int ssrc) {
        return sources.find(ssrc);
    }

    @Nullable
    Subscription subscriptionOf(int ssrc) {
        for (Subscription subscription : subscriptions) {
            if (subscription.section().ssrc() == ssrc) {
                return subscription;
            }
        }
        return null;
    }

    /** The sender has said goodbye to a stream; it comes back with a packet that was not merely overtaken by it. */
    void onGoodbye(long nowNanos, int ssrc) {
        Publication publication = sources.find(ssrc);
        if (publication != null && publication.live() && publication.isFrom(ssrc)) {
            end(publication);
            publication.saidGoodbye(nowNanos);
            room.assignSlots(nowNanos);
        }
    }

    private void end(Publication publication) {
        room.ended(publication);
        publication.end();
    }

    /** Hands a forwarded packet to the connection and tells the congestion controller. */
    void sendRtp(long nowNanos, ByteBuffer packet, int offset, int length) {
        quality.onSent(length);
        output.sendRtp(packet, offset, length);
        downlink.congestion().onPacketSent(nowNanos, -1, length);
    }

    void askKeyFrame(int ssrc) {
        reports.writePictureLossIndication(ssrc);
    }

    /** Asks the sender for packets again that one of its listeners misses. */
    void askAgain(int ssrc, int[] sequenceNumbers, int count) {
        reports.writeNegativeAcknowledgement(ssrc, sequenceNumbers, count);
    }

    /** When {@link #handleTimeout} is due. */
    public long nextTimeoutNanos() {
        return Math.min(nextReportNanos, downlink.congestion().nextTimeoutNanos());
    }

    public void handleTimeout(long nowNanos) {
        if (nowNanos - downlink.congestion().nextTimeoutNanos() >= 0) {
            downlink.congestion().onTimeout(nowNanos);
        }
        if (nowNanos - nextReportNanos >= 0) {
            nextReportNanos = nowNanos + reportIntervalNanos();
            output.onQuality(quality.measure(nowNanos, this));
            reports.writeReports(nowNanos);
        }
    }

    /** About a second, spread by half either way so that reports of many members do not coincide (RFC 3550, section 6.3.5). */
    private long reportIntervalNanos() {
        return room.random().nextLong(500_000_000L, 1_500_000_000L);
    }

    QualityMeter qualityMeter() {
        return quality;
    }

    void released(long nowNanos) {
        for (Subscription subscription : subscriptions) {
            subscription.fill(nowNanos, null);
        }
        for (Publication publication : publications) {
            if (publication.live()) {
                end(publication);
            }
        }
        subscriptions.clear();
        pausedSubscriptions.clear();
        publications.clear();
        sources.clear();
    }
}
