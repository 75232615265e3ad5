// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.testkit.Hex;
import im.antiphon.webrtc.srtp.SessionKeys;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpTransform;
import im.antiphon.webrtc.srtp.SrtpTransforms;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NativeEngineTest {
    private static final int PACKETS = 20_000;
    private static final int LENGTH = 112;
    private static final int MOST_ROUNDS = 30;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @ParameterizedTest
    @MethodSource("im.antiphon.srtp.ffm.Engines#all")
    void everyLibraryThatIsThereHasPassedItsSelfTest(CryptoLibrary library, SrtpProfile profile) {
        assertThat(SelfTest.failureOf(profile, library.transforms(profile, Engines.CLEANER)))
                .isNull();
        NativeTransforms found = NativeTransforms.find(library.label(), Engines.CLEANER);
        assertThat(found.label(profile)).startsWith(library.label() + " ");
        assertThat(found.report()).contains(profile + ": " + library.label());
    }

    @Test
    void theSelfTestNoticesTransformsThatDoNothing() {
        SrtpTransforms idle = (profile, rtp, rtcp) -> new SrtpTransform() {
            @Override
            public void sealRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index) {}

            @Override
            public boolean openRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index) {
                return true;
            }

            @Override
            public void sealRtcp(ByteBuffer packet, int offset, int length, int ssrc, int index) {}

            @Override
            public boolean openRtcp(ByteBuffer packet, int offset, int length, int ssrc, int indexWord) {
                return true;
            }

            @Override
            public void close() {}
        };
        for (SrtpProfile profile : SrtpProfile.values()) {
            assertThat(SelfTest.failureOf(profile, idle)).isNotNull();
        }
    }

    @Test
    void theSelfTestPassesWhatThePortableEngineDoes() {
        for (SrtpProfile profile : SrtpProfile.values()) {
            assertThat(SelfTest.failureOf(profile, SrtpTransforms.portable())).isNull();
        }
    }

    @Test
    void aRehearsalEndsWithoutATrace() {
        KeyMemory memories = new KeyMemory(OpenSslCounterModeTransform.MEMORY_LENGTH);
        Rehearsal.run((profile, rtp, rtcp) -> profile == SrtpProfile.AES128_CM_HMAC_SHA1_80
                ? OpenSslCounterModeTransform.open(memories, rtp, rtcp, Engines.CLEANER)
                : SrtpTransforms.portable().open(profile, rtp, rtcp));
        assertThat(memories.taken()).isZero();
    }

    @Test
    void aRehearsalNoticesPacketsThatChange() {
        SrtpTransforms refusing = (profile, rtp, rtcp) -> new SrtpTransform() {
            @Override
            public void sealRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index) {}

            @Override
            public boolean openRtp(ByteBuffer packet, int offset, int headerLength, int length, int ssrc, long index) {
                return false;
            }

            @Override
            public void sealRtcp(ByteBuffer packet, int offset, int length, int ssrc, int index) {}

            @Override
            public boolean openRtcp(ByteBuffer packet, int offset, int length, int ssrc, int indexWord) {
                return false;
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> Rehearsal.run(refusing)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anUnknownLibraryIsAMisuse() {
        assertThatThrownBy(() -> NativeTransforms.find("mbedtls", Engines.CLEANER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("library: mbedtls (expected: ipsec-mb, openssl or empty)");
    }

    @ParameterizedTest
    @MethodSource("im.antiphon.srtp.ffm.Engines#all")
    void nothingIsAllocatedForAPacket(CryptoLibrary library, SrtpProfile profile) {
        SrtpEngine engine = Engines.of(library, profile);
        SrtpProtector protector = engine.protector(profile, Engines.key(profile, 1));
        SrtpUnprotector unprotector = engine.unprotector(profile, Engines.key(profile, 1));
        ByteBuffer slab = ByteBuffer.allocateDirect(2048).put(0, (byte) 0x80).putInt(8, 77);
        for (int round = 0; round < 3; round++) {
            pass(protector, unprotector, slab, round);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // On a busy machine the compiler may not be done by now, and what it leaves out is still there.
        for (int round = 3; round < MOST_ROUNDS && least >= PACKETS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            pass(protector, unprotector, slab, round);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // Less than a byte a packet: what the measurement itself takes does not grow with them.
        assertThat(least).isLessThan(PACKETS);
    }

    private static void pass(SrtpProtector protector, SrtpUnprotector unprotector, ByteBuffer slab, int round) {
        for (int i = 0; i < PACKETS; i++) {
            slab.putShort(2, (short) (round * PACKETS + i));
            int sealed = protector.protectRtp(slab, 0, LENGTH);
            if (unprotector.unprotectRtp(slab, 0, sealed) != LENGTH) {
                throw new AssertionError(unprotector.dropReason());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("im.antiphon.srtp.ffm.Engines#all")
    void whatIsClosedDoesNothingMore(CryptoLibrary library, SrtpProfile profile) {
        SrtpProtector protector = Engines.of(library, profile).protector(profile, Engines.key(profile, 1));
        ByteBuffer packet = ByteBuffer.allocateDirect(2048).put(0, (byte) 0x80);
        protector.close();
        protector.close();
        assertThatThrownBy(() -> protector.protectRtp(packet, 0, LENGTH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("closed");
    }

    @ParameterizedTest
    @MethodSource("im.antiphon.srtp.ffm.Engines#all")
    void aBufferThatMustNotBeWrittenIsNot(CryptoLibrary library, SrtpProfile profile) {
        SrtpProtector protector = Engines.of(library, profile).protector(profile, Engines.key(profile, 1));
        ByteBuffer packet = ByteBuffer.allocateDirect(2048).put(0, (byte) 0x80).asReadOnlyBuffer();
        assertThatThrownBy(() -> protector.protectRtp(packet, 0, LENGTH)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @ParameterizedTest
    @MethodSource("im.antiphon.srtp.ffm.Engines#all")
    void aBufferMayStandAnywhereInItsMemory(CryptoLibrary library, SrtpProfile profile) {
        SrtpEngine engine = Engines.of(library, profile);
        ByteBuffer whole = ByteBuffer.allocateDirect(4096);
        ByteBuffer part = whole.slice(1000, 2048).put(0, (byte) 0x80);
        part.position(17);
        int sealed = engine.protector(profile, Engines.key(profile, 1)).protectRtp(part, 0, LENGTH);
        assertThat(part.position()).isEqualTo(17);
        assertThat(engine.unprotector(profile, Engines.key(profile, 1)).unprotectRtp(part, 0, sealed))
                .isEqualTo(LENGTH);
    }

    @Test
    void keysAreWipedWhenTheyAreGivenBackAndTheirMemoryIsUsedAgain() {
        KeyMemory memories = new KeyMemory(100);
        long block = memories.take();
        Memory.put(block, Hex.parse("00112233445566778899aabbccddeeff"));
        assertThat(memories.taken()).isEqualTo(1);
        memories.giveBack(block);
        assertThat(Memory.getLong(block)).isZero();
        assertThat(Memory.getLong(block + 8)).isZero();
        assertThat(memories.taken()).isZero();
        assertThat(memories.take()).isEqualTo(block);
    }

    @Test
    void blocksDoNotOverlap() {
        KeyMemory memories = new KeyMemory(100);
        TreeSet<Long> blocks = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            blocks.add(memories.take());
        }
        assertThat(memories.taken()).isEqualTo(100);
        long former = 0;
        for (long block : blocks) {
            assertThat(block % 64).isZero();
            assertThat(block - former).isGreaterThanOrEqualTo(100);
            former = block;
        }
    }

    @Test
    void whatNobodyHasClosedIsReleasedByTheCollector() throws InterruptedException {
        KeyMemory memories = new KeyMemory(OpenSslCounterModeTransform.MEMORY_LENGTH);
        openAndForget(memories);
        assertThat(memories.taken()).isEqualTo(1);
        long begunNanos = System.nanoTime();
        while (memories.taken() > 0 && System.nanoTime() - begunNanos < PATIENCE_NANOS) {
            System.gc();
            synchronized (memories) {
                memories.wait(20);
            }
        }
        assertThat(memories.taken()).isZero();
    }

    private static void openAndForget(KeyMemory memories) {
        SessionKeys keys = new SessionKeys(new byte[16], new byte[20], new byte[14]);
        OpenSslCounterModeTransform.open(memories, keys, keys, Engines.CLEANER);
    }
}
