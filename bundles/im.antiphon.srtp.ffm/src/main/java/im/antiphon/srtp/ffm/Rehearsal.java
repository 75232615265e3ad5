// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.webrtc.srtp.SessionSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpTransforms;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.nio.ByteBuffer;

/**
 * Packets that nobody hears, so that the first that somebody does are protected by compiled code. Method handles are slow until they
 * are compiled, a hundred times slower than after, and a loop that begins with a full room would not keep up with it.
 */
public final class Rehearsal {
    /** About twice as many as the JVM lets pass before it compiles a method for good. */
    private static final int PACKETS = 20_000;

    private static final int HEADER_LENGTH = 12;
    private static final int LENGTH = 150;
    private static final int ROOM = 64;

    private Rehearsal() {}

    /** Takes about a second of a processor; may be interrupted. */
    public static void run(SrtpTransforms transforms) {
        SrtpEngine engine = new SessionSrtpEngine("rehearsal", transforms);
        for (SrtpProfile profile : SrtpProfile.values()) {
            run(profile, engine);
        }
    }

    private static void run(SrtpProfile profile, SrtpEngine engine) {
        SrtpMasterKey key = new SrtpMasterKey(new byte[profile.keyLength()], new byte[profile.saltLength()]);
        ByteBuffer packet = ByteBuffer.allocateDirect(LENGTH + ROOM);
        try (SrtpProtector protector = engine.protector(profile, key);
                SrtpUnprotector unprotector = engine.unprotector(profile, key)) {
            for (int i = 0; i < PACKETS && !Thread.currentThread().isInterrupted(); i++) {
                packet.putInt(0, 0x806F_0000 | i & 0xFFFF).putInt(8, 1);
                int length = HEADER_LENGTH + i % (LENGTH - HEADER_LENGTH);
                int sealed = protector.protectRtp(packet, 0, length);
                if (unprotector.unprotectRtp(packet, 0, sealed) != length) {
                    throw new IllegalStateException(
                            profile + ": a packet is not what it was: " + unprotector.dropReason());
                }
            }
        }
    }
}
