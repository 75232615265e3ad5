// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks.fanout;

import im.antiphon.rtp.DropReason;
import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * When what comes in leaves again, seen from inside the server: from the moment at which a publisher's packet is about to be opened to
 * that at which the kernel takes a listener's copy. Of those that go in one call, the times between its beginning and its end are
 * taken to be even. Unlike what listeners see it does not depend on when their thread is given a processor.
 *
 * <p>For one publisher: the copies are taken to be of the packet that has come in last.
 */
final class Departures {
    private static final int MOST = 1 << 20;

    private final List<TimedBatch> opened = new CopyOnWriteArrayList<>();
    private volatile long arrivedNanos;
    private volatile boolean counting;

    /** An engine that notes when packets come in. */
    SrtpEngine timed(SrtpEngine engine) {
        return new SrtpEngine() {
            @Override
            public String name() {
                return engine.name();
            }

            @Override
            public SrtpProtector protector(SrtpProfile profile, SrtpMasterKey masterKey) {
                return engine.protector(profile, masterKey);
            }

            @Override
            public SrtpUnprotector unprotector(SrtpProfile profile, SrtpMasterKey masterKey) {
                return new TimedUnprotector(engine.unprotector(profile, masterKey));
            }
        };
    }

    /** Batches that note when datagrams leave. */
    DatagramBatchFactory timed(DatagramBatchFactory batches) {
        return new DatagramBatchFactory() {
            @Override
            public String name() {
                return batches.name();
            }

            @Override
            public DatagramBatch open(int descriptor, int datagrams, int bytes) throws IOException {
                TimedBatch batch = new TimedBatch(batches.open(descriptor, datagrams, bytes));
                opened.add(batch);
                return batch;
            }
        };
    }

    void count(boolean now) {
        counting = now;
    }

    /** So many hundredths of all copies had left within the answer, microseconds. */
    double[] percentilesMicros(double... hundredths) {
        int size = opened.stream().mapToInt(batch -> batch.size).sum();
        long[] all = new long[size];
        int at = 0;
        for (TimedBatch batch : opened) {
            System.arraycopy(batch.delays, 0, all, at, batch.size);
            at += batch.size;
        }
        Arrays.sort(all);
        return Arrays.stream(hundredths)
                .map(each -> size == 0 ? Double.NaN : all[(int) Math.min(size - 1, each / 100 * size)] / 1e3)
                .toArray();
    }

    private final class TimedUnprotector implements SrtpUnprotector {
        private final SrtpUnprotector real;

        TimedUnprotector(SrtpUnprotector real) {
            this.real = real;
        }

        @Override
        public int unprotectRtp(ByteBuffer packet, int offset, int length) {
            arrivedNanos = System.nanoTime();
            return real.unprotectRtp(packet, offset, length);
        }

        @Override
        public int unprotectRtcp(ByteBuffer packet, int offset, int length) {
            return real.unprotectRtcp(packet, offset, length);
        }

        @Override
        public DropReason dropReason() {
            return real.dropReason();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** Confined to its loop, and read when that is silent. */
    private final class TimedBatch implements DatagramBatch {
        private final DatagramBatch real;
        private final long[] delays = new long[MOST];
        private volatile int size;

        TimedBatch(DatagramBatch real) {
            this.real = real;
        }

        @Override
        public ByteBuffer buffer() {
            return real.buffer();
        }

        @Override
        public int offset() {
            return real.offset();
        }

        @Override
        public boolean add(int length, InetSocketAddress to) {
            return real.add(length, to);
        }

        @Override
        public int waiting() {
            return real.waiting();
        }

        @Override
        public int flush() {
            int before = real.waiting();
            long began = System.nanoTime();
            int left = real.flush();
            long took = System.nanoTime() - began;
            int gone = before - left;
            if (counting) {
                int at = size;
                for (int i = 1; i <= gone && at < MOST; i++) {
                    delays[at++] = began - arrivedNanos + took * i / gone;
                }
                size = at;
            }
            return left;
        }

        @Override
        public long failures() {
            return real.failures();
        }

        @Override
        public long pieces() {
            return real.pieces();
        }
    }
}
