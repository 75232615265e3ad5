package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.codec.EncoderSettings;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LinearCodecTest {
    private static final EncoderSettings MONO = new EncoderSettings(1, 10, 256_000, 0, 0);

    private final LinearPlugin codec = new LinearPlugin();

    @Test
    void everySampleComesOutAsItWentIn() {
        short[] pcm = new short[160];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = (short) (i * 409 - 32_768);
        }
        ByteBuffer payload = ByteBuffer.allocate(320);
        assertThat(codec.newEncoder(MONO).encode(pcm, 0, payload)).isEqualTo(320);
        short[] decoded = new short[160];
        assertThat(codec.newDecoder(1).decode(payload.flip(), decoded, 0)).isEqualTo(160);
        assertThat(decoded).isEqualTo(pcm);
    }

    @Test
    void halfASampleIsNoPayload() {
        assertThat(codec.newDecoder(1).decode(ByteBuffer.allocate(319), new short[160], 0))
                .isEqualTo(-1);
    }
}
