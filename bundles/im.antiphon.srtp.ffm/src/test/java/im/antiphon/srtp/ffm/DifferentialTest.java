// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The portable engine is the oracle: whatever comes, the native ones answer with the same bytes and the same reasons. */
class DifferentialTest {
    private static final long SEED = 7714;
    private static final int STEPS = 30_000;
    private static final int ROOM = 64;

    /** One engine's two halves, and the memory it is given its packets in. */
    private static final class Side {
        private final SrtpProtector protector;
        private final SrtpUnprotector unprotector;
        private final boolean direct;

        Side(SrtpEngine engine, SrtpProfile profile, SrtpMasterKey key, boolean direct) {
            protector = engine.protector(profile, key);
            unprotector = engine.unprotector(profile, key);
            this.direct = direct;
        }

        String step(Step step) {
            int at = step.offset();
            int length = step.packet().length;
            ByteBuffer buffer =
                    direct ? ByteBuffer.allocateDirect(at + length + ROOM) : ByteBuffer.allocate(at + length + ROOM);
            for (int i = 0; i < buffer.capacity(); i++) {
                buffer.put(i, (byte) 0x55);
            }
            buffer.put(at, step.packet());
            int result =
                    switch (step.kind()) {
                        case PROTECT_RTP -> protector.protectRtp(buffer, at, length);
                        case PROTECT_RTCP -> protector.protectRtcp(buffer, at, length);
                        case OPEN_RTP -> unprotector.unprotectRtp(buffer, at, length);
                        case OPEN_RTCP -> unprotector.unprotectRtcp(buffer, at, length);
                    };
            boolean protects = step.kind() == Kind.PROTECT_RTP || step.kind() == Kind.PROTECT_RTCP;
            if (result < 0) {
                return "refused: " + (protects ? protector.dropReason() : unprotector.dropReason());
            }
            assertUntouched(buffer, 0, at);
            assertUntouched(buffer, at + Math.max(result, length), buffer.capacity());
            byte[] bytes = new byte[result];
            buffer.get(at, bytes);
            return HexFormat.of().formatHex(bytes);
        }

        private static void assertUntouched(ByteBuffer buffer, int from, int to) {
            for (int i = from; i < to; i++) {
                if (buffer.get(i) != 0x55) {
                    throw new AssertionError("byte " + i + " lies outside and was written");
                }
            }
        }
    }

    private enum Kind {
        PROTECT_RTP,
        PROTECT_RTCP,
        OPEN_RTP,
        OPEN_RTCP
    }

    @SuppressWarnings("ArrayRecordComponent") // a test's, compared by nobody
    private record Step(Kind kind, byte[] packet, int offset) {}

    @ParameterizedTest
    @MethodSource("im.antiphon.srtp.ffm.Engines#all")
    void answersAsThePortableEngineDoes(CryptoLibrary library, SrtpProfile profile) {
        SrtpMasterKey key = Engines.key(profile, 3);
        SrtpEngine portable = new PortableSrtpEngine(Engines.RECEIVED_SOURCES, Engines.SENT_SOURCES);
        Side oracle = new Side(portable, profile, key, false);
        SrtpEngine engine = Engines.of(library, profile);
        Side direct = new Side(engine, profile, key, true);
        Side heap = new Side(engine, profile, key, false);
        SplittableRandom random = new SplittableRandom(SEED);
        Traffic traffic = new Traffic(random);
        int taken = 0;
        for (int i = 0; i < STEPS; i++) {
            Step step = traffic.next();
            String expected = oracle.step(step);
            assertThat(direct.step(step))
                    .as("seed %d, step %d, %s", SEED, i, step.kind())
                    .isEqualTo(expected);
            assertThat(heap.step(step))
                    .as("seed %d, step %d, %s, heap", SEED, i, step.kind())
                    .isEqualTo(expected);
            traffic.learn(step, expected);
            taken += expected.startsWith("refused") ? 0 : 1;
        }
        assertThat(taken).as("packets that were taken").isBetween(STEPS / 4, STEPS - STEPS / 10);
    }

    /** Packets of a few sources that run on, roll over, repeat, jump, and are forged. */
    private static final class Traffic {
        private static final int REMEMBERED = 200;

        private final SplittableRandom random;
        private final int[] sequenceNumbers = new int[8];
        private final List<Step> protectedSteps = new ArrayList<>();

        Traffic(SplittableRandom random) {
            this.random = random;
            for (int i = 0; i < sequenceNumbers.length; i++) {
                sequenceNumbers[i] = 65_000 + random.nextInt(500);
            }
        }

        Step next() {
            int offset = random.nextInt(40);
            int dice = random.nextInt(100);
            if (dice < 40) {
                return new Step(Kind.PROTECT_RTP, rtp(), offset);
            }
            if (dice < 50) {
                return new Step(Kind.PROTECT_RTCP, rtcp(), offset);
            }
            if (protectedSteps.isEmpty()) {
                return new Step(Kind.OPEN_RTP, bytes(random.nextInt(80)), offset);
            }
            Step sent = protectedSteps.get(random.nextInt(protectedSteps.size()));
            if (dice < 85) { // a packet of our own comes back; a second time it is a replay
                return new Step(sent.kind(), sent.packet(), offset);
            }
            if (dice < 95) {
                return new Step(sent.kind(), forged(sent.packet()), offset);
            }
            return new Step(random.nextBoolean() ? Kind.OPEN_RTP : Kind.OPEN_RTCP, bytes(random.nextInt(80)), offset);
        }

        void learn(Step step, String outcome) {
            if (outcome.startsWith("refused")
                    || (step.kind() != Kind.PROTECT_RTP && step.kind() != Kind.PROTECT_RTCP)) {
                return;
            }
            byte[] packet = HexFormat.of().parseHex(outcome);
            protectedSteps.add(new Step(step.kind() == Kind.PROTECT_RTP ? Kind.OPEN_RTP : Kind.OPEN_RTCP, packet, 0));
            if (protectedSteps.size() > REMEMBERED) {
                protectedSteps.remove(0);
            }
        }

        private byte[] rtp() {
            int source = random.nextInt(sequenceNumbers.length);
            int number = sequenceNumbers[source];
            switch (random.nextInt(20)) {
                case 0 -> number -= random.nextInt(200); // late, or used before
                case 1 -> number += random.nextInt(20_000);
                default -> number++;
            }
            sequenceNumbers[source] = Math.max(sequenceNumbers[source], number);
            int contributors = random.nextInt(8) == 0 ? random.nextInt(16) : 0;
            int extension = random.nextInt(2) == 0 ? random.nextInt(6) : -1;
            int header = 12 + 4 * contributors + (extension >= 0 ? 4 + 4 * extension : 0);
            byte[] packet = bytes(header + (random.nextInt(10) == 0 ? 0 : random.nextInt(1_300)));
            ByteBuffer view = ByteBuffer.wrap(packet);
            view.put(0, (byte) (0x80 | contributors | (extension >= 0 ? 0x10 : 0)));
            view.putShort(2, (short) number).putInt(8, 0xA000_0000 + source);
            if (extension >= 0) {
                view.putShort(12 + 4 * contributors + 2, (short) extension);
            }
            return random.nextInt(50) == 0 ? forged(packet) : packet;
        }

        private byte[] rtcp() {
            byte[] packet = bytes(random.nextInt(10) == 0 ? random.nextInt(9) : 8 + random.nextInt(300));
            if (packet.length >= 8) {
                ByteBuffer.wrap(packet).putInt(0, 0x80C8_0006).putInt(4, 0xA000_0000 + random.nextInt(8));
            }
            return packet;
        }

        private byte[] forged(byte[] packet) {
            byte[] forged =
                    random.nextInt(4) == 0 ? Arrays.copyOf(packet, random.nextInt(packet.length + 1)) : packet.clone();
            if (forged.length > 0) {
                forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            return forged;
        }

        private byte[] bytes(int length) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }
    }
}
