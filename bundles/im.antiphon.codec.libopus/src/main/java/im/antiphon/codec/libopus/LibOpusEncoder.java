// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.libopus;

import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.codec.OpusFormat;
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
        samplesPerFrame = settings.samplesPerFrame(OpusFormat.SAMPLING_RATE);
        memory = new NativeState(
                () -> library.createEncoder(OpusFormat.SAMPLING_RATE, settings.channels()),
                library::destroyEncoder,
                (long) samplesPerFrame * settings.channels() * Short.BYTES,
                LONGEST_PAYLOAD);
        library.control(memory.state(), LibOpus.SET_DTX, 0);
        apply(settings);
    }

    @Override
    public int encode(short[] pcm, int offset, ByteBuffer payload) {
        settings.requireFrame(pcm, offset, OpusFormat.SAMPLING_RATE);
        MemorySegment state = memory.state();
        MemorySegment.copy(pcm, offset, memory.pcm(), ValueLayout.JAVA_SHORT, 0, samplesPerFrame * settings.channels());
        int length = library.encode(state, memory.pcm(), samplesPerFrame, memory.payload(), LONGEST_PAYLOAD);
        if (length < 0) {
            throw new IllegalStateException("opus_encode: " + length); // frame and room were checked
        }
        EncoderSettings.requireRoom(payload, length);
        for (int i = 0; i < length; i++) {
            payload.put(memory.payload().get(ValueLayout.JAVA_BYTE, i));
        }
        return length;
    }

    @Override
    public void reconfigure(EncoderSettings changed) {
        settings.requireSameFrame(changed);
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
