// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The messages between this process and one other node, over a bus that may lose frames and repeat them. Pure, and
 * confined to whoever owns it: frames and time come in, frames and messages go out, and {@link #nextTimeoutNanos} says
 * when it wants to be called again.
 *
 * <p>Each direction has a <b>sequence</b> of envelopes numbered from 1. The receiver handles number n after n - 1 and drops
 * what it has handled; so each is handled once, in order. It tells the last number in every frame that it sends, and in a
 * frame of its own if there is none to send. The sender keeps what is not acknowledged, and goes back to it when nothing
 * is acknowledged for a while (then with one frame, which asks whether anybody is there), when the receiver sees a gap, and
 * when the bus is back after a failure.
 *
 * <p>A sequence ends with the process that it is for, and when that is given up. The next one has a greater number, and
 * begins with 1 again.
 */
final class NodeLink {
    static final int VERSION = 1;

    /** {@link #nextTimeoutNanos} while there is nothing to wait for. */
    static final long NEVER = Long.MAX_VALUE;

    /** A frame is not filled beyond this. */
    static final int FRAME_BYTES = 64 * 1024;

    private static final int FRAME_ENVELOPES = 64;
    private static final int ACKNOWLEDGE_AFTER = 64;
    private static final long REWIND_PAUSE_NANOS = 20_000_000;

    private final long self;
    private final LinkSettings settings;

    // what is sent
    private final List<Outgoing> kept = new ArrayList<>(); // first..last not acknowledged, numbers in a row
    private long sequence;
    private long lastNumber;
    private int sent; // of kept: so many have been sent since the last rewind
    private long keptBytes;
    private boolean probing;
    private long repeatNanos;
    private long repeatAtNanos = NEVER;
    private long rewoundAtNanos;

    // what is received
    private long peer; // 0: not known
    private long latest; // of all processes that were heard of
    private long peerSequence;
    private long handled;
    private int handledSinceAcknowledged;
    private boolean gap;
    private long acknowledgeAtNanos = NEVER;

    private long repeats;
    private long duplicates;

    /** @param self the incarnation of this process */
    NodeLink(long self, LinkSettings settings, long nowNanos) {
        this.self = self;
        this.settings = settings;
        this.sequence = self;
        this.repeatNanos = settings.firstRepeatNanos();
        this.rewoundAtNanos = nowNanos - REWIND_PAUSE_NANOS;
    }

    /** Keeps a message; the next {@link #flush} sends it. False where too much is kept already. */
    boolean send(Outgoing outgoing) {
        int size = outgoing.sizeInBytes();
        if (kept.size() >= settings.maximumMessages() || keptBytes + size > settings.maximumBytes()) {
            return false;
        }
        lastNumber++;
        kept.add(new Outgoing(
                outgoing.envelope().toBuilder().setNumber(lastNumber).build(), outgoing.done()));
        keptBytes += size;
        return true;
    }

    /** A frame of that node has come. */
    void onFrame(long nowNanos, LinkFrame frame, LinkSink sink) {
        if (frame.getSender() < latest) {
            return; // of a process that has ended
        }
        if (frame.getSender() > latest) {
            if (peer != 0) {
                giveUp(sink);
            }
            latest = frame.getSender();
            peerSequence = 0;
            handled = 0;
        }
        peer = latest;
        if (frame.getAddressee() != 0 && frame.getAddressee() != self) {
            acknowledgeAtNanos = nowNanos; // it means a process before this one, and is told so
            return;
        }
        if (frame.getAcknowledgedSequence() == sequence) {
            acknowledge(nowNanos, frame.getAcknowledged(), sink);
            if (frame.getGap()) {
                rewind(nowNanos);
            }
        }
        if (frame.getEnvelopesCount() > 0) {
            receive(nowNanos, frame, sink);
        }
    }

    /** Sends what is due. To be called after all other calls of the moment. */
    void flush(long nowNanos, LinkSink sink) {
        while (sent < kept.size() && !(probing && sent > 0)) {
            LinkFrame.Builder frame = begin(nowNanos);
            int bytes = 0;
            while (sent < kept.size() && frame.getEnvelopesCount() < FRAME_ENVELOPES) {
                Outgoing next = kept.get(sent);
                if (bytes > 0 && bytes + next.sizeInBytes() > FRAME_BYTES) {
                    break;
                }
                bytes += next.sizeInBytes();
                frame.addEnvelopes(next.envelope());
                sent++;
            }
            if (repeatAtNanos == NEVER) {
                repeatAtNanos = nowNanos + repeatNanos;
            }
            sink.transmit(frame.build());
        }
        if (acknowledgeAtNanos != NEVER && acknowledgeAtNanos - nowNanos <= 0) {
            sink.transmit(begin(nowNanos).build());
        }
    }

    /** What was sent may not have arrived: it is sent again. */
    void onConnected(long nowNanos) {
        repeats += sent;
        sent = 0;
        probing = false;
        repeatNanos = settings.firstRepeatNanos();
        repeatAtNanos = kept.isEmpty() ? NEVER : nowNanos + repeatNanos;
    }

    /** To be called when {@link #nextTimeoutNanos} has come, before {@link #flush}. */
    void handleTimeout(long nowNanos) {
        if (repeatAtNanos != NEVER && repeatAtNanos - nowNanos <= 0) {
            repeats += Math.min(sent, FRAME_ENVELOPES);
            sent = 0;
            probing = true;
            repeatNanos = Math.min(2 * repeatNanos, settings.longestRepeatNanos());
            repeatAtNanos = nowNanos + repeatNanos;
        }
    }

    long nextTimeoutNanos() {
        if (repeatAtNanos == NEVER || acknowledgeAtNanos == NEVER) {
            return Math.min(repeatAtNanos, acknowledgeAtNanos);
        }
        return repeatAtNanos - acknowledgeAtNanos <= 0 ? repeatAtNanos : acknowledgeAtNanos;
    }

    /** The process has ended, or is taken for dead: what is sent from now on is for whichever comes next. */
    void end(LinkSink sink) {
        giveUp(sink);
        peer = 0;
    }

    /** What the process has not acknowledged is lost. */
    private void giveUp(LinkSink sink) {
        List<Outgoing> lost = List.copyOf(kept);
        kept.clear();
        keptBytes = 0;
        sent = 0;
        lastNumber = 0;
        sequence++;
        probing = false;
        repeatNanos = settings.firstRepeatNanos();
        repeatAtNanos = NEVER;
        lost.forEach(sink::lost);
    }

    /** The next {@link #flush} tells the other process of this one. */
    void greet(long nowNanos) {
        acknowledgeAtNanos = nowNanos;
    }

    /** The last frame of this process to that node. */
    LinkFrame farewell(long nowNanos) {
        return begin(nowNanos).setLeaving(true).build();
    }

    /** The incarnation of the other process, or 0 while it is not known. */
    long peer() {
        return peer;
    }

    /** Messages that are not acknowledged. */
    int kept() {
        return kept.size();
    }

    /** Messages that were sent once more. */
    long repeats() {
        return repeats;
    }

    /** Messages that came once more. */
    long duplicates() {
        return duplicates;
    }

    private void acknowledge(long nowNanos, long upTo, LinkSink sink) {
        List<Outgoing> done = new ArrayList<>();
        for (Iterator<Outgoing> oldest = kept.iterator(); oldest.hasNext(); ) {
            Outgoing next = oldest.next();
            if (next.envelope().getNumber() > upTo) {
                break;
            }
            done.add(next);
        }
        if (done.isEmpty()) {
            return;
        }
        kept.subList(0, done.size()).clear();
        sent = Math.max(0, sent - done.size());
        done.forEach(acknowledged -> keptBytes -= acknowledged.sizeInBytes());
        probing = false;
        repeatNanos = settings.firstRepeatNanos();
        repeatAtNanos = kept.isEmpty() ? NEVER : nowNanos + repeatNanos;
        done.forEach(sink::acknowledged);
    }

    private void rewind(long nowNanos) {
        if (nowNanos - rewoundAtNanos >= REWIND_PAUSE_NANOS) { // else it is told of what is on its way already
            rewoundAtNanos = nowNanos;
            repeats += sent;
            sent = 0;
            probing = false;
        }
    }

    private void receive(long nowNanos, LinkFrame frame, LinkSink sink) {
        if (frame.getSequence() < peerSequence) {
            return; // given up by its sender
        }
        if (frame.getSequence() > peerSequence) {
            peerSequence = frame.getSequence();
            handled = 0;
        }
        boolean atOnce = false;
        for (Envelope envelope : frame.getEnvelopesList()) {
            if (envelope.getNumber() == handled + 1) {
                handled++;
                handledSinceAcknowledged++;
                sink.deliver(envelope);
            } else {
                atOnce = true;
                if (envelope.getNumber() <= handled) {
                    duplicates++;
                } else {
                    gap = true;
                }
            }
        }
        if (atOnce || handledSinceAcknowledged >= ACKNOWLEDGE_AFTER) {
            acknowledgeAtNanos = nowNanos;
        } else if (acknowledgeAtNanos == NEVER) {
            acknowledgeAtNanos = nowNanos + settings.acknowledgeNanos();
        }
    }

    private LinkFrame.Builder begin(long nowNanos) {
        LinkFrame.Builder frame = LinkFrame.newBuilder()
                .setVersion(VERSION)
                .setSender(self)
                .setAddressee(peer)
                .setSequence(sequence)
                .setAcknowledgedSequence(peerSequence)
                .setAcknowledged(handled)
                .setGap(gap);
        gap = false;
        handledSinceAcknowledged = 0;
        acknowledgeAtNanos = NEVER;
        return frame;
    }
}
