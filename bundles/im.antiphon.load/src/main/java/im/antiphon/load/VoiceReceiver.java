// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.rtp.DropReason;
import im.antiphon.rtp.HeaderExtension;
import im.antiphon.rtp.RtpView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a peer receives, by source. Confined to one thread. */
final class VoiceReceiver {
    /** A server that shows more than these at one peer is not believed. */
    private static final int MOST_SOURCES = 4096;

    private final RtpView view = new RtpView();
    private final Map<Integer, ReceivedSource> sources = new LinkedHashMap<>();
    private final VoiceTraffic traffic;
    private @Nullable RemoteDescription remote;
    private long firstNanos = VoiceMilestones.NOT_YET;

    VoiceReceiver(VoiceTraffic traffic) {
        this.traffic = traffic;
    }

    void negotiated(RemoteDescription description) {
        remote = description;
        for (ReceivedSource source : sources.values()) {
            String mid = description.midOf(source.ssrc);
            if (mid != null) {
                source.announced(mid);
            }
        }
    }

    /** Counts one packet; returns why it does not count, or null. */
    @Nullable
    DropReason handle(long nowNanos, ByteBuffer buffer, int offset, int length) {
        if (!view.wrap(buffer, offset, length)) {
            return view.dropReason();
        }
        ReceivedSource source = sources.get(view.ssrc());
        if (source == null) {
            if (sources.size() == MOST_SOURCES) {
                return DropReason.UNKNOWN_SOURCE;
            }
            source = new ReceivedSource(view.ssrc(), remote == null ? null : remote.midOf(view.ssrc()));
            sources.put(source.ssrc, source);
        }
        if (source.mid() == null) {
            source.announced(midOf(view));
        }
        if (firstNanos == VoiceMilestones.NOT_YET) {
            firstNanos = nowNanos;
        }
        source.handle(nowNanos, view, traffic);
        return null;
    }

    private @Nullable String midOf(RtpView packet) {
        int id = remote == null || remote.sections().isEmpty()
                ? 0
                : remote.sections().get(0).extensionId(HeaderExtension.MID);
        int at = packet.extensionOffset(id);
        if (at < 0) {
            return null;
        }
        byte[] name = new byte[packet.extensionLength(id)];
        packet.buffer().get(at, name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    @Nullable
    ReceivedSource source(int ssrc) {
        return sources.get(ssrc);
    }

    Collection<ReceivedSource> sources() {
        return sources.values();
    }

    /** When the first packet came, or {@link VoiceMilestones#NOT_YET}. */
    long firstNanos() {
        return firstNanos;
    }

    /** Counts anew from now. */
    void forget() {
        sources.values().forEach(ReceivedSource::forget);
    }

    List<SourceStatistics> statistics() {
        return sources.values().stream().map(ReceivedSource::statistics).toList();
    }
}
