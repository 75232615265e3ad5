// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.rtp.DropReason;
import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Protects in earnest or not at all, and can be made to throw for one of the peers, counted in the order they connected. */
final class TestSrtpEngine implements SrtpEngine {
    static final int NOBODY = -1;

    private final boolean inEarnest;
    private final SrtpEngine real = new PortableSrtpEngine();
    private final List<Integer> protectors = new CopyOnWriteArrayList<>();
    private final List<Integer> unprotectors = new CopyOnWriteArrayList<>();
    volatile int faultySending = NOBODY;
    volatile int faultyReceiving = NOBODY;

    TestSrtpEngine(boolean inEarnest) {
        this.inEarnest = inEarnest;
    }

    @Override
    public String name() {
        return "test";
    }

    private static void fail(boolean faulty) {
        if (faulty) {
            throw new IllegalStateException("an engine that throws");
        }
    }

    @Override
    public SrtpProtector protector(SrtpProfile profile, SrtpMasterKey masterKey) {
        int number = protectors.size();
        protectors.add(number);
        SrtpProtector protector = real.protector(profile, masterKey);
        return new SrtpProtector() {
            @Override
            public int protectRtp(ByteBuffer packet, int offset, int length) {
                fail(faultySending == number);
                return inEarnest ? protector.protectRtp(packet, offset, length) : length;
            }

            @Override
            public int protectRtcp(ByteBuffer packet, int offset, int length) {
                return inEarnest ? protector.protectRtcp(packet, offset, length) : length;
            }

            @Override
            public DropReason dropReason() {
                return protector.dropReason();
            }

            @Override
            public void close() {
                protector.close();
            }
        };
    }

    @Override
    public SrtpUnprotector unprotector(SrtpProfile profile, SrtpMasterKey masterKey) {
        int number = unprotectors.size();
        unprotectors.add(number);
        SrtpUnprotector unprotector = real.unprotector(profile, masterKey);
        return new SrtpUnprotector() {
            @Override
            public int unprotectRtp(ByteBuffer packet, int offset, int length) {
                fail(faultyReceiving == number);
                return inEarnest ? unprotector.unprotectRtp(packet, offset, length) : length;
            }

            @Override
            public int unprotectRtcp(ByteBuffer packet, int offset, int length) {
                return inEarnest ? unprotector.unprotectRtcp(packet, offset, length) : length;
            }

            @Override
            public DropReason dropReason() {
                return unprotector.dropReason();
            }

            @Override
            public void close() {
                unprotector.close();
            }
        };
    }
}
