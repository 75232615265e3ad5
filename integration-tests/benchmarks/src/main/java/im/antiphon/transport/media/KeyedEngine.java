// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.rtp.DropReason;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpProtector;
import im.antiphon.webrtc.srtp.SrtpUnprotector;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An engine that gives away with which keys its first peer sends, and may leave RTP as it is. */
final class KeyedEngine implements SrtpEngine {
    private final SrtpEngine real;
    private final boolean inEarnest;
    private final AtomicReference<@Nullable Keys> first = new AtomicReference<>();

    private record Keys(SrtpProfile profile, SrtpMasterKey masterKey) {}

    /** @param inEarnest whether RTP is protected */
    KeyedEngine(SrtpEngine real, boolean inEarnest) {
        this.real = real;
        this.inEarnest = inEarnest;
    }

    /** Protects as the first peer does. */
    SrtpProtector protectorOfFirst() {
        Keys keys = first.get();
        if (keys == null) {
            throw new IllegalStateException("nobody is connected");
        }
        return protector(keys.profile(), keys.masterKey());
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public SrtpProtector protector(SrtpProfile profile, SrtpMasterKey masterKey) {
        SrtpProtector protector = real.protector(profile, masterKey);
        return inEarnest ? protector : new ClearProtector(protector);
    }

    @Override
    public SrtpUnprotector unprotector(SrtpProfile profile, SrtpMasterKey masterKey) {
        first.compareAndSet(null, new Keys(profile, masterKey));
        SrtpUnprotector unprotector = real.unprotector(profile, masterKey);
        return inEarnest ? unprotector : new ClearUnprotector(unprotector);
    }

    private record ClearProtector(SrtpProtector real) implements SrtpProtector {
        @Override
        public int protectRtp(ByteBuffer packet, int offset, int length) {
            return length;
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

    private record ClearUnprotector(SrtpUnprotector real) implements SrtpUnprotector {
        @Override
        public int unprotectRtp(ByteBuffer packet, int offset, int length) {
            return length;
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
}
