// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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

/** Protecting one RTP packet, beside the JDK's bare AES-GCM over as many bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class SrtpBenchmark {
    private static final int HEADER = 12;

    @Param({"100", "1100"})
    int payloadBytes;

    private final byte[] nonce = new byte[12];
    private final SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
    private byte[] plain;
    private byte[] sealed;
    private Cipher cipher;
    private ByteBuffer packet;
    private SrtpProtector gcm;
    private SrtpProtector counterMode;
    private int sequenceNumber;
    private long packets;

    @Setup
    public void makeKeys() throws GeneralSecurityException {
        plain = new byte[payloadBytes];
        sealed = new byte[payloadBytes + 16];
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
        packet = ByteBuffer.allocate(HEADER + payloadBytes + 64);
        PortableSrtpEngine engine = new PortableSrtpEngine();
        gcm = engine.protector(SrtpProfile.AEAD_AES_128_GCM, new SrtpMasterKey(new byte[16], new byte[12]));
        counterMode =
                engine.protector(SrtpProfile.AES128_CM_HMAC_SHA1_80, new SrtpMasterKey(new byte[16], new byte[14]));
    }

    @Benchmark
    public byte[] baseline() throws GeneralSecurityException {
        long number = ++packets;
        for (int i = 0; i < 8; i++) {
            nonce[4 + i] = (byte) (number >>> 8 * i);
        }
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(plain, 0, HEADER);
        cipher.doFinal(plain, 0, payloadBytes, sealed, 0);
        return sealed;
    }

    @Benchmark
    public int protectGcm() {
        return gcm.protectRtp(nextPacket(), 0, HEADER + payloadBytes);
    }

    @Benchmark
    public int protectCounterModeWithSha1() {
        return counterMode.protectRtp(nextPacket(), 0, HEADER + payloadBytes);
    }

    private ByteBuffer nextPacket() {
        return packet.putInt(0, 0x80600000 | ++sequenceNumber & 0xFFFF)
                .putInt(4, sequenceNumber * 960)
                .putInt(8, 77);
    }
}
