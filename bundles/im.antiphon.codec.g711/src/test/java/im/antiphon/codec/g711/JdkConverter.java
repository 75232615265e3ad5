// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.g711;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** G.711 as the JDK has it: an oracle written by others. */
final class JdkConverter {
    private static final AudioFormat PCM = new AudioFormat(8_000, 16, 1, true, false);

    private JdkConverter() {}

    static byte[] encode(AudioFormat.Encoding law, short[] samples) {
        ByteBuffer pcm = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        pcm.asShortBuffer().put(samples);
        AudioInputStream in = new AudioInputStream(new ByteArrayInputStream(pcm.array()), PCM, samples.length);
        return readAll(AudioSystem.getAudioInputStream(law, in));
    }

    static short[] decode(AudioFormat.Encoding law, byte[] codes) {
        AudioFormat format = new AudioFormat(law, 8_000, 8, 1, 1, 8_000, false);
        AudioInputStream in = new AudioInputStream(new ByteArrayInputStream(codes), format, codes.length);
        byte[] pcm = readAll(AudioSystem.getAudioInputStream(PCM, in));
        short[] samples = new short[codes.length];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static byte[] readAll(AudioInputStream stream) {
        try (stream) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
