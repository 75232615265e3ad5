// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.libopus;

import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.codec.OpusRatePolicy;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * libopus, set up for speech: variable rate, no DTX, and in-band FEC as soon as loss is expected. Rates outside 6..510 kb/s
 * are taken to the nearest within. Confined to one thread at a time.
 */
final class LibOpusEncoder implements AudioEncoder {
    /** What libopus's documentation recommends: more than any frame of 60 ms takes. */
    private static final int LONGEST_PAYLOAD = 4_000;

    private final LibOpus library;
    private final NativeState memory;
    private final int samplesPerFrame;
    private EncoderSettings settings;

    LibOpusEncoder(LibOpus library, EncoderSettings settings) {
        this.library = library;
        this.settings = settings;
        samplesPerFrame = LibOpusCodec.SAMPLING_RATE / 1000 * settings.frameMillis();
        memory = new NativeState(
                () -> library.createEncoder(LibOpusCodec.SAMPLING_RATE, settings.channels()),
                library::destroyEncoder,
                (long) samplesPerFrame * settings.channels() * Short.BYTES,
                LONGEST_PAYLOAD);
        library.control(memory.state(), LibOpus.SET_DTX, 0);
        apply(settings);
    }

    @Override
    public int encode(short[] pcm, int offset, ByteBuffer payload) {
        int needed = samplesPerFrame * settings.channels();
        if (offset < 0 || pcm.length - offset < needed) {
            throw new IllegalArgumentException(
                    "pcm: " + (pcm.length - offset) + " samples from " + offset + " (expected: >= " + needed + ")");
        }
        MemorySegment state = memory.state();
        MemorySegment.copy(pcm, offset, memory.pcm(), ValueLayout.JAVA_SHORT, 0, needed);
        int length = library.encode(state, memory.pcm(), samplesPerFrame, memory.payload(), LONGEST_PAYLOAD);
        if (length < 0) {
            throw new IllegalStateException("opus_encode: " + length); // frame and room were checked
        }
        if (payload.remaining() < length) {
            throw new IllegalArgumentException(
                    "payload: room for " + payload.remaining() + " bytes (expected: >= " + length + ")");
        }
        for (int i = 0; i < length; i++) {
            payload.put(memory.payload().get(ValueLayout.JAVA_BYTE, i));
        }
        return length;
    }

    @Override
    public void reconfigure(EncoderSettings changed) {
        if (changed.channels() != settings.channels() || changed.frameMillis() != settings.frameMillis()) {
            throw new IllegalArgumentException(
                    "settings: " + changed + " (expected: channels and frame length of " + settings + ")");
        }
        settings = changed;
        apply(changed);
    }

    private void apply(EncoderSettings wanted) {
        MemorySegment state = memory.state();
        int lossPercent = (int) Math.round(wanted.expectedLossFraction() * 100);
        library.control(state, LibOpus.SET_BITRATE, OpusRatePolicy.clamp(wanted.bitsPerSecond()));
        library.control(state, LibOpus.SET_COMPLEXITY, wanted.complexity());
        library.control(state, LibOpus.SET_PACKET_LOSS_PERC, lossPercent);
        library.control(state, LibOpus.SET_INBAND_FEC, lossPercent > 0 ? 1 : 0);
    }

    @Override
    public EncoderSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        memory.close();
    }
}
