// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Protecting one RTP packet by a library of the system, beside the portable engine. JDK 22 and newer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class NativeSrtpBenchmark {
    private static final int HEADER = 12;
    private static final int ROOM = 64;

    @Param({"AEAD_AES_128_GCM", "AES128_CM_HMAC_SHA1_80"})
    String profile;

    @Param({"100", "1100"})
    int payloadBytes;

    private ByteBuffer heap;
    private ByteBuffer direct;
    private SrtpProtector portable;
    private SrtpProtector best;
    private SrtpProtector openSsl;
    private int sequenceNumber;

    @Setup
    public void makeKeys() throws ReflectiveOperationException {
        heap = ByteBuffer.allocate(HEADER + payloadBytes + ROOM);
        direct = ByteBuffer.allocateDirect(HEADER + payloadBytes + ROOM);
        portable = protector(new PortableSrtpEngine());
        best = protector(NativePath.engine(""));
        openSsl = protector(NativePath.engine("openssl"));
    }

    private SrtpProtector protector(SrtpEngine engine) {
        SrtpProfile wanted = SrtpProfile.valueOf(profile);
        return engine.protector(wanted, new SrtpMasterKey(new byte[wanted.keyLength()], new byte[wanted.saltLength()]));
    }

    /** The portable engine, over the heap, where it is fastest. */
    @Benchmark
    public int baseline() {
        return portable.protectRtp(next(heap), 0, HEADER + payloadBytes);
    }

    /** Ipsec-mb where it is installed and does the profile, else OpenSSL. */
    @Benchmark
    public int bestLibrary() {
        return best.protectRtp(next(direct), 0, HEADER + payloadBytes);
    }

    @Benchmark
    public int openSsl() {
        return openSsl.protectRtp(next(direct), 0, HEADER + payloadBytes);
    }

    private ByteBuffer next(ByteBuffer packet) {
        return packet.putInt(0, 0x80600000 | ++sequenceNumber & 0xFFFF)
                .putInt(4, sequenceNumber * 960)
                .putInt(8, 77);
    }
}
