// SPDX-License-Identifier: Apache-2.0
package im.antiphon.swap;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.codec.AudioEncoder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One who speaks: encodes the same 20 ms of a tone every 20 ms, on a thread of its own. */
final class PacedEncoder implements AutoCloseable {
    private static final int SAMPLES = 160;
    private static final int FRAME_MILLIS = 20;

    private final AudioEncoder encoder;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final short[] tone = new short[SAMPLES];
    private final byte[] expected;
    private final AtomicInteger frames = new AtomicInteger();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    PacedEncoder(AudioEncoder encoder) {
        this.encoder = encoder;
        for (int i = 0; i < SAMPLES; i++) {
            tone[i] = (short) (10_000 * Math.sin(2 * Math.PI * 440 * i / 8000));
        }
        expected = encode();
        thread.scheduleAtFixedRate(this::frame, 0, FRAME_MILLIS, TimeUnit.MILLISECONDS);
    }

    private byte[] encode() {
        ByteBuffer payload = ByteBuffer.allocate(2 * SAMPLES);
        int length = encoder.encode(tone, 0, payload);
        return Arrays.copyOf(payload.array(), length);
    }

    private void frame() {
        try {
            byte[] payload = encode();
            if (!Arrays.equals(payload, expected)) {
                faults.add("frame " + frames + ": " + payload.length + " other bytes");
            }
        } catch (Throwable failure) { // whatever comes out is what this is about
            faults.add("frame " + frames + ": " + failure);
        }
        frames.incrementAndGet();
    }

    void awaitFrames(int more) {
        int goal = frames.get() + more;
        Eventually.holds(() -> frames.get() >= goal, () -> frames + " frames of " + goal + ", faults: " + faults);
    }

    /** G.711 has no memory: the same tone gives the same bytes, whichever plugin encodes it. */
    void verifyEveryFrameIsTheSame() {
        assertThat(expected).hasSize(SAMPLES);
        assertThat(faults).isEmpty();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        encoder.close();
    }
}
