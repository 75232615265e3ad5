// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;

/** Frames as bytes, and back. Throws nothing, whatever the bytes are. */
final class ClusterFrames {
    private ClusterFrames() {}

    /** The frame, or null where these bytes are none that this version can read. */
    static @Nullable LinkFrame read(byte[] bytes) {
        LinkFrame frame;
        try {
            frame = LinkFrame.parseFrom(bytes);
        } catch (InvalidProtocolBufferException malformed) {
            return null;
        }
        if (frame.getVersion() != NodeLink.VERSION
                || frame.getSender() <= 0
                || frame.getAddressee() < 0
                || frame.getSequence() <= 0) {
            return null;
        }
        for (Envelope envelope : frame.getEnvelopesList()) {
            if (envelope.getNumber() <= 0) {
                return null;
            }
        }
        return frame;
    }

    /** The message in an envelope, or null where it is none. */
    static @Nullable ClusterMessage message(Envelope envelope) {
        try {
            return new ClusterMessage(
                    envelope.getKind(),
                    envelope.getSubject(),
                    envelope.getPayload(),
                    envelope.getTraceparent().isEmpty() ? null : envelope.getTraceparent());
        } catch (IllegalArgumentException nonsense) {
            return null;
        }
    }

    static Envelope.Builder envelope(ClusterMessage message) {
        Envelope.Builder envelope = Envelope.newBuilder()
                .setKind(message.kind())
                .setSubject(message.subject())
                .setPayload(message.payload());
        if (message.traceparent() != null) {
            envelope.setTraceparent(message.traceparent());
        }
        return envelope;
    }
}
