// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.libopus;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.OpusFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * libopus behind an edge that is given lengths it can trust: payloads are copied into memory of our own, and how many samples
 * they hold is asked before they are decoded. Confined to one thread at a time.
 */
final class LibOpusDecoder implements AudioDecoder {
    /** 20 ms: what is concealed at a time. */
    private static final int CONCEALED_SAMPLES = 960;

    /** 2.5 ms: libopus conceals and recovers in multiples of it. */
    private static final int GRAIN_SAMPLES = 120;

    /** Longer than any packet can be: 120 ms at the highest rate. */
    private static final int LONGEST_PAYLOAD = 8_192;

    private final LibOpus library;
    private final int channels;
    private final NativeState memory;

    LibOpusDecoder(LibOpus library, int channels) {
        this.library = library;
        this.channels = OpusFormat.requireChannels(channels);
        memory = new NativeState(
                () -> library.createDecoder(OpusFormat.SAMPLING_RATE, channels),
                library::destroyDecoder,
                (long) OpusFormat.MOST_SAMPLES * channels * Short.BYTES,
                LONGEST_PAYLOAD);
    }

    /** Reads the payload without moving its position. */
    @Override
    public int decode(ByteBuffer payload, short[] pcm, int offset) {
        MemorySegment state = memory.state();
        int length = payload.remaining();
        if (length == 0 || length > LONGEST_PAYLOAD || offset < 0) {
            return -1;
        }
        take(payload, length);
        int samples = library.samplesOfPacket(memory.payload(), length, OpusFormat.SAMPLING_RATE);
        if (samples <= 0 || samples > OpusFormat.MOST_SAMPLES || samples * channels > pcm.length - offset) {
            return -1;
        }
        int decoded = library.decode(state, memory.payload(), length, memory.pcm(), samples, false);
        if (decoded <= 0 || decoded > samples) {
            library.reset(state);
            return -1;
        }
        give(pcm, offset, decoded);
        return decoded;
    }

    /** Writes as much of the gap as {@code pcm} has room for; silence before the first packet. */
    @Override
    public int conceal(short[] pcm, int offset, int samplesPerChannel) {
        MemorySegment state = memory.state();
        int samples = Math.max(0, Math.min(samplesPerChannel, (pcm.length - offset) / channels));
        for (int done = 0; done < samples; done += CONCEALED_SAMPLES) {
            int part = Math.min(CONCEALED_SAMPLES, samples - done);
            int made = library.decode(state, MemorySegment.NULL, 0, memory.pcm(), CONCEALED_SAMPLES, false);
            if (made < part) {
                library.reset(state);
                Arrays.fill(pcm, offset + done * channels, offset + (done + part) * channels, (short) 0);
            } else {
                give(pcm, offset + done * channels, part);
            }
        }
        return samples;
    }

    /** The last packet of the gap comes out of the one that follows; what was lost before that is concealed. */
    @Override
    public int recover(ByteBuffer next, short[] pcm, int offset, int samplesPerChannel) {
        MemorySegment state = memory.state();
        int length = next.remaining();
        int gap = Math.max(0, Math.min(samplesPerChannel, (pcm.length - offset) / channels));
        if (length == 0 || length > LONGEST_PAYLOAD) {
            return conceal(pcm, offset, gap);
        }
        take(next, length);
        int copied = library.samplesOfPacket(memory.payload(), length, OpusFormat.SAMPLING_RATE);
        if (copied <= 0 || copied > gap || copied % GRAIN_SAMPLES != 0) {
            return conceal(pcm, offset, gap);
        }
        int concealed = conceal(pcm, offset, gap - copied);
        int recovered = library.decode(state, memory.payload(), length, memory.pcm(), copied, true);
        if (recovered != copied) {
            library.reset(state);
            Arrays.fill(pcm, offset + concealed * channels, offset + gap * channels, (short) 0);
        } else {
            give(pcm, offset + concealed * channels, copied);
        }
        return gap;
    }

    private void take(ByteBuffer payload, int length) {
        for (int i = 0; i < length; i++) {
            memory.payload().set(ValueLayout.JAVA_BYTE, i, payload.get(payload.position() + i));
        }
    }

    private void give(short[] pcm, int offset, int samples) {
        MemorySegment.copy(memory.pcm(), ValueLayout.JAVA_SHORT, 0, pcm, offset, samples * channels);
    }

    @Override
    public void close() {
        memory.close();
    }
}
