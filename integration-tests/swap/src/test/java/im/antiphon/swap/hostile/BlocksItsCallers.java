// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap.hostile;

import im.antiphon.api.codec.AudioDecoder;
import im.antiphon.api.codec.AudioEncoder;
import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.codec.CodecFormat;
import im.antiphon.api.codec.EncoderSettings;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A codec that waits in the middle of every frame, for twice the time a frame lasts. What it gives is right. */
public final class BlocksItsCallers implements CodecFactory {
    private static final int SAMPLES = 160;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    @Override
    public CodecFormat format() {
        return new CodecFormat("PCMU", 8000, 1, 0, Map.of());
    }

    @Override
    public int samplingRate() {
        return 8000;
    }

    @Override
    public AudioEncoder newEncoder(EncoderSettings settings) {
        return new AudioEncoder() {
            @Override
            public int encode(short[] pcm, int offset, ByteBuffer payload) {
                long end = System.nanoTime() + NANOS;
                for (long left = NANOS; left > 0; left = end - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                payload.put(new byte[SAMPLES]);
                return SAMPLES;
            }

            @Override
            public void reconfigure(EncoderSettings changed) {}

            @Override
            public EncoderSettings settings() {
                return settings;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public AudioDecoder newDecoder(int channels) {
        throw new UnsupportedOperationException("nobody asks for one");
    }

    @Override
    public int targetBitsPerSecond(int baseBitsPerSecond, double roundTripMillis, double jitterMillis) {
        return baseBitsPerSecond;
    }
}
