// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks.fanout;

import im.antiphon.rtp.DropReason;
import im.antiphon.transport.batch.DatagramBatch;
import im.antiphon.transport.batch.DatagramBatchFactory;
import im.antiphon.transport.batch.Destination;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * When what comes in leaves again, seen from inside the server: from the moment at which a publisher's packet is about to be opened to
 * that at which the kernel takes a listener's copy. Of those that go in one call, the times between its beginning and its end are
 * taken to be even. Reports and what else leaves beside is not counted. Unlike what listeners see it does not depend on when their thread is given a processor.
 *
 * <p>The same by processor time of the loop that sends: from its beginning to work on the packet to the same moment. What other threads
 * take from it is not in that, and so it says what the loop's own work adds, also where there are fewer processors than threads
 * that want one. Where the packet has come in on another loop it begins with the first copy.
 *
 * <p>For one publisher: the copies are taken to be of the packet that has come in last.
 */
final class Departures {
    private static final int MOST = 1 << 20;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<TimedBatch> opened = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Work> work = ThreadLocal.withInitial(Work::new);
    private volatile long arrivedNanos;
    private volatile int arrived;
    private volatile boolean counting;

    /** Of one loop, on the packet that came in last. */
    private static final class Work {
        int packet = -1;
        long beganNanos;
        int copies; // made, and not yet handed over
    }

    private void begin() {
        Work own = work.get();
        if (own.packet != arrived) {
            own.packet = arrived;
            own.beganNanos = THREADS.getCurrentThreadCpuTime();
        }
    }

    /** An engine that notes when packets come in. */
    SrtpEngine timed(SrtpEngine engine) {
        return new SrtpEngine() {
            @Override
            public String name() {
                return engine.name();
            }

            @Override
            public SrtpProtector protector(SrtpProfile profile, SrtpMasterKey masterKey) {
                return new TimedProtector(engine.protector(profile, masterKey));
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
        return percentilesMicros(batch -> batch.delays, hundredths);
    }

    /** After so much processor time of the loop that sent them, microseconds. */
    double[] ownPercentilesMicros(double... hundredths) {
        return percentilesMicros(batch -> batch.own, hundredths);
    }

    private double[] percentilesMicros(Function<TimedBatch, long[]> figure, double... hundredths) {
        int size = opened.stream().mapToInt(batch -> batch.size).sum();
        long[] all = new long[size];
        int at = 0;
        for (TimedBatch batch : opened) {
            System.arraycopy(figure.apply(batch), 0, all, at, batch.size);
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
            arrived++; // by the one loop on which the publisher is
            begin();
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

    private final class TimedProtector implements SrtpProtector {
        private final SrtpProtector real;

        TimedProtector(SrtpProtector real) {
            this.real = real;
        }

        @Override
        public int protectRtp(ByteBuffer packet, int offset, int length) {
            begin();
            work.get().copies++;
            return real.protectRtp(packet, offset, length);
        }

        @Override
        public int protectRtcp(ByteBuffer packet, int offset, int length) {
            return real.protectRtcp(packet, offset, length);
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
        private final long[] own = new long[MOST];
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
        public Destination destination(InetSocketAddress to) {
            return real.destination(to);
        }

        @Override
        public boolean add(int length, Destination to) {
            return real.add(length, to);
        }

        @Override
        public int waiting() {
            return real.waiting();
        }

        @Override
        public int flush() {
            int before = real.waiting();
            long workNanos = THREADS.getCurrentThreadCpuTime() - work.get().beganNanos;
            long began = System.nanoTime();
            int left = real.flush();
            long took = System.nanoTime() - began;
            long workEndNanos = THREADS.getCurrentThreadCpuTime() - work.get().beganNanos;
            int gone = Math.min(before - left, work.get().copies); // reports leave whenever they are due
            work.get().copies -= gone;
            if (counting) {
                int at = size;
                for (int i = 1; i <= gone && at < MOST; i++) {
                    own[at] = workNanos + (workEndNanos - workNanos) * i / gone;
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
