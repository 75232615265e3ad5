// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.opus;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.OpusFormat;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusPacketInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Concentus behind an edge that lets none of its exceptions pass: for a malformed payload it throws an
 * {@link OpusException}, and for some that are well-formed but nonsense an assertion of the code it was ported from fails,
 * or an index runs out of a table. Each is a -1 here, and the decoder begins anew.
 *
 * <p>Samples come by way of an array of our own: given an offset, Concentus 1.0.2 writes some of them before it when a
 * stream changes between SILK and CELT. Confined to one thread at a time.
 */
final class ConcentusDecoder implements AudioDecoder {
    /** 20 ms: what is concealed at a time. */
    private static final int CONCEALED_SAMPLES = 960;

    private final int channels;
    private final OpusDecoder decoder;
    private final short[] frame;
    private byte[] copy = new byte[0];

    ConcentusDecoder(int channels) {
        this.channels = OpusFormat.requireChannels(channels);
        frame = new short[OpusFormat.MOST_SAMPLES * channels];
        try {
            decoder = new OpusDecoder(OpusFormat.SAMPLING_RATE, channels);
        } catch (OpusException e) {
            throw new IllegalStateException("48 kHz in one channel or two is what Opus is made for", e);
        }
    }

    /** Reads the payload without moving its position. */
    @Override
    public int decode(ByteBuffer payload, short[] pcm, int offset) {
        int length = payload.remaining();
        if (length == 0 || offset < 0) {
            return -1;
        }
        if (payload.hasArray()) {
            return decode(payload.array(), payload.arrayOffset() + payload.position(), length, pcm, offset);
        }
        if (copy.length < length) {
            copy = new byte[length];
        }
        payload.get(payload.position(), copy, 0, length);
        return decode(copy, 0, length, pcm, offset);
    }

    private int decode(byte[] bytes, int start, int length, short[] pcm, int offset) {
        try {
            int samples = OpusPacketInfo.getNumSamples(bytes, start, length, OpusFormat.SAMPLING_RATE);
            if (samples <= 0 || samples > OpusFormat.MOST_SAMPLES || samples * channels > pcm.length - offset) {
                return -1;
            }
            int decoded = decoder.decode(bytes, start, length, frame, 0, samples, false);
            if (decoded <= 0 || decoded > samples) {
                return -1;
            }
            System.arraycopy(frame, 0, pcm, offset, decoded * channels);
            return decoded;
        } catch (OpusException
                | AssertionError
                | IndexOutOfBoundsException
                | ArithmeticException
                | NegativeArraySizeException malformed) {
            decoder.resetState();
            return -1;
        }
    }

    /** Writes as much of the gap as {@code pcm} has room for; silence before the first packet. */
    @Override
    public int conceal(short[] pcm, int offset, int samplesPerChannel) {
        int samples = Math.max(0, Math.min(samplesPerChannel, (pcm.length - offset) / channels));
        for (int done = 0; done < samples; done += CONCEALED_SAMPLES) {
            concealFrame();
            int part = Math.min(CONCEALED_SAMPLES, samples - done);
            System.arraycopy(frame, 0, pcm, offset + done * channels, part * channels);
        }
        return samples;
    }

    private void concealFrame() {
        try {
            decoder.decode(null, 0, 0, frame, 0, CONCEALED_SAMPLES, false);
        } catch (OpusException | AssertionError | IndexOutOfBoundsException | ArithmeticException afterNonsense) {
            decoder.resetState();
            Arrays.fill(frame, (short) 0);
        }
    }

    @Override
    public void close() {
        // Holds nothing but memory.
    }
}
