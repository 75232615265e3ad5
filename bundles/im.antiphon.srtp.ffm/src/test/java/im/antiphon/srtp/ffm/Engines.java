// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.webrtc.srtp.SessionSrtpEngine;
import im.antiphon.webrtc.srtp.SrtpEngine;
import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import java.lang.ref.Cleaner;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What this machine has: each library with each profile it serves. OpenSSL is everywhere these tests run. */
final class Engines {
    static final Cleaner CLEANER = Cleaner.create();
    static final int RECEIVED_SOURCES = 5;
    static final int SENT_SOURCES = 6;

    private Engines() {}

    static Stream<Arguments> all() {
        return Arrays.stream(CryptoLibrary.values())
                .filter(library -> library == CryptoLibrary.OPENSSL || library.isThere())
                .flatMap(library -> Arrays.stream(SrtpProfile.values())
                        .filter(library::serves)
                        .map(profile -> Arguments.of(library, profile)));
    }

    static SrtpEngine of(CryptoLibrary library, SrtpProfile profile) {
        return new SessionSrtpEngine(
                library.label(), library.transforms(profile, CLEANER), RECEIVED_SOURCES, SENT_SOURCES);
    }

    static SrtpMasterKey key(SrtpProfile profile, int first) {
        byte[] key = new byte[profile.keyLength()];
        byte[] salt = new byte[profile.saltLength()];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (first + 7 * i);
        }
        for (int i = 0; i < salt.length; i++) {
            salt[i] = (byte) (first * 31 + i);
        }
        return new SrtpMasterKey(key, salt);
    }
}
