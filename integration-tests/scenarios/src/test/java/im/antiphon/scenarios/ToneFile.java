// SPDX-License-Identifier: Apache-2.0
package im.antiphon.scenarios;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A sound for a browser's fake microphone: a tone, as a WAV file that is played in a loop. */
final class ToneFile {
    private static final int SAMPLES_PER_SECOND = 48_000;
    private static final int HEADER_LENGTH = 44;
    private static final double HERTZ = 440;

    private ToneFile() {}

    /** Two seconds, 16 bits, one channel. */
    static void write(Path file) throws IOException {
        int samples = 2 * SAMPLES_PER_SECOND;
        ByteBuffer wav = ByteBuffer.allocate(HEADER_LENGTH + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(wav.capacity() - 8).put(ascii("WAVE"));
        wav.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
        wav.putInt(SAMPLES_PER_SECOND)
                .putInt(2 * SAMPLES_PER_SECOND)
                .putShort((short) 2)
                .putShort((short) 16);
        wav.put(ascii("data")).putInt(2 * samples);
        for (int i = 0; i < samples; i++) {
            wav.putShort((short) (12_000 * Math.sin(2 * Math.PI * HERTZ * i / SAMPLES_PER_SECOND)));
        }
        Files.write(file, wav.array());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
