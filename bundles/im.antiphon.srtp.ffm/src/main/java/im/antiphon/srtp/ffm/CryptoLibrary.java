// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import im.antiphon.srtp.ffm.call.SharedLibrary;
import im.antiphon.webrtc.srtp.SrtpProfile;
import im.antiphon.webrtc.srtp.SrtpTransforms;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** The libraries that may do the cryptography, best first. */
enum CryptoLibrary {
    /** Intel's, on x86-64: the fastest AES-GCM there is. Its counter mode works by jobs in flight only, so it is not used. */
    IPSEC_MB("ipsec-mb", IpsecMb.FILE_NAME) {
        @Override
        boolean serves(SrtpProfile profile) {
            return profile == SrtpProfile.AEAD_AES_128_GCM;
        }

        @Override
        String version() {
            return IpsecMb.VERSION + " " + IpsecMb.GENERATION;
        }

        @Override
        SrtpTransforms transforms(SrtpProfile profile, Cleaner cleaner) {
            KeyMemory memories = new KeyMemory(IpsecGaloisTransform.MEMORY_LENGTH);
            return (same, rtp, rtcp) -> IpsecGaloisTransform.open(memories, rtp, rtcp, cleaner);
        }
    },
    /** OpenSSL 3, which hardly a system is without. */
    OPENSSL("openssl", LibCrypto.FILE_NAME) {
        @Override
        boolean serves(SrtpProfile profile) {
            return true;
        }

        @Override
        String version() {
            return LibCrypto.VERSION;
        }

        @Override
        SrtpTransforms transforms(SrtpProfile profile, Cleaner cleaner) {
            return switch (profile) {
                case AEAD_AES_128_GCM -> {
                    yield (same, rtp, rtcp) -> OpenSslGaloisTransform.open(rtp, rtcp, cleaner);
                }
                case AES128_CM_HMAC_SHA1_80 -> {
                    KeyMemory memories = new KeyMemory(OpenSslCounterModeTransform.MEMORY_LENGTH);
                    yield (same, rtp, rtcp) -> OpenSslCounterModeTransform.open(memories, rtp, rtcp, cleaner);
                }
            };
        }
    };

    private final String label;
    private final String fileName;

    CryptoLibrary(String label, String fileName) {
        this.label = label;
        this.fileName = fileName;
    }

    /** How it is called in configuration, logs and metrics. */
    String label() {
        return label;
    }

    /** The one of that label, or null. */
    static @Nullable CryptoLibrary named(String label) {
        for (CryptoLibrary library : values()) {
            if (library.label.equals(label)) {
                return library;
            }
        }
        return null;
    }

    /** Whether the system has it. */
    boolean isThere() {
        return SharedLibrary.find(fileName) != null;
    }

    /** Whether a profile is done by it where it is there. */
    abstract boolean serves(SrtpProfile profile);

    /** What it says of itself; only where it {@link #isThere}. */
    abstract String version();

    /**
     * Transforms of one profile; asked for another they do that one all the same.
     *
     * @throws LinkageError where the library is not what it is taken for
     */
    abstract SrtpTransforms transforms(SrtpProfile profile, Cleaner cleaner);
}
