// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.codec.EncoderSettings;
import im.antiphon.api.plugin.PluginKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** As many encoders as decoders of G.711, which has no memory: a frame gives the same bytes whichever plugin has it. */
final class CodecsUnderLoad implements KindUnderLoad {
    private static final String ENCODING = "PCMU";
    private static final int SAMPLES = 160;
    private static final long PAUSE_MILLIS = 50;

    private final List<AudioEncoder> encoders = new ArrayList<>();
    private final List<AudioDecoder> decoders = new ArrayList<>();
    private final HeldUp heldUp = new HeldUp();
    private final Faults faults = new Faults();
    private final short[] tone = new short[SAMPLES];
    private final byte[] encoded;
    private final short[] decoded;
    private final PacedLoad load;

    CodecsUnderLoad(Codecs codecs, int products) {
        for (int i = 0; i < SAMPLES; i++) {
            tone[i] = (short) (10_000 * Math.sin(2 * Math.PI * 440 * i / 8000));
        }
        for (int i = 0; i < products / 2; i++) {
            encoders.add(
                    Objects.requireNonNull(codecs.openEncoder(ENCODING, new EncoderSettings(1, 20, 64_000, 0, 0))));
            decoders.add(Objects.requireNonNull(codecs.openDecoder(ENCODING, 1)));
        }
        encoded = encode(encoders.get(0));
        decoded = decode(decoders.get(0));
        load = new PacedLoad(2, PAUSE_MILLIS, faults, this::round);
    }

    private void round(int thread) {
        for (int i = thread; i < encoders.size(); i += 2) {
            if (!Arrays.equals(encode(encoders.get(i)), encoded)) {
                faults.add("an encoder gave other bytes");
            }
            if (!Arrays.equals(decode(decoders.get(i)), decoded)) {
                faults.add("a decoder gave other samples");
            }
        }
    }

    private byte[] encode(AudioEncoder encoder) {
        ByteBuffer payload = ByteBuffer.allocate(2 * SAMPLES);
        long began = System.nanoTime();
        int length = encoder.encode(tone, 0, payload);
        heldUp.took(System.nanoTime() - began);
        return Arrays.copyOf(payload.array(), length);
    }

    private short[] decode(AudioDecoder decoder) {
        short[] pcm = new short[SAMPLES];
        long began = System.nanoTime();
        int samples = decoder.decode(ByteBuffer.wrap(encoded), pcm, 0);
        heldUp.took(System.nanoTime() - began);
        return Arrays.copyOf(pcm, Math.max(0, samples));
    }

    @Override
    public PluginKind kind() {
        return PluginKind.CODEC;
    }

    @Override
    public String plugin() {
        return "pcmu";
    }

    @Override
    public int products() {
        return encoders.size() + decoders.size();
    }

    @Override
    public HeldUp heldUp() {
        return heldUp;
    }

    @Override
    public void verify() {
        faults.verifyNone();
    }

    @Override
    public void close() throws Exception {
        load.close();
        encoders.forEach(AudioEncoder::close);
        decoders.forEach(AudioDecoder::close);
    }
}
