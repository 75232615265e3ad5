// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import im.antiphon.webrtc.srtp.SrtpProfile;
import java.time.Duration;
import java.util.List;

/**
 * What one endpoint has to know.
 *
 * @param role ours
 * @param certificate ours, whose fingerprint signaling has told the peer
 * @param remoteFingerprint of the peer's certificate, as signaling told us
 * @param profiles in order of preference; the server's order decides
 * @param timing how long to wait
 */
public record DtlsSettings(
        DtlsRole role,
        DtlsCertificate certificate,
        DtlsFingerprint remoteFingerprint,
        List<SrtpProfile> profiles,
        Timing timing) {
    /** What we prefer where nothing is configured. */
    public static final List<SrtpProfile> DEFAULT_PROFILES =
            List.of(SrtpProfile.AEAD_AES_128_GCM, SrtpProfile.AES128_CM_HMAC_SHA1_80);

    public DtlsSettings {
        profiles = List.copyOf(profiles);
        if (profiles.isEmpty()) {
            throw new IllegalArgumentException("profiles: none (expected: at least one)");
        }
    }

    /** With the default profiles and timing. */
    public DtlsSettings(DtlsRole role, DtlsCertificate certificate, DtlsFingerprint remoteFingerprint) {
        this(role, certificate, remoteFingerprint, DEFAULT_PROFILES, Timing.DEFAULT);
    }

    /**
     * How long to wait.
     *
     * @param handshake from {@link DtlsEndpoint#start} until keys; more than zero
     * @param firstRetransmit until a flight without an answer is sent again; doubles each time (RFC 6347, section 4.2.4.1);
     *     a millisecond or more
     */
    public record Timing(Duration handshake, Duration firstRetransmit) {
        private static final Duration LONGEST = Duration.ofMinutes(5);

        /** 15 seconds, and 200 milliseconds: browsers wait 50 to 400. */
        public static final Timing DEFAULT = new Timing(Duration.ofSeconds(15), Duration.ofMillis(200));

        public Timing {
            requireBetween("handshake", handshake, Duration.ofNanos(1));
            requireBetween("firstRetransmit", firstRetransmit, Duration.ofMillis(1));
        }

        private static void requireBetween(String name, Duration value, Duration shortest) {
            if (value.compareTo(shortest) < 0 || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        name + ": " + value + " (expected: " + shortest + ".." + LONGEST + ")");
            }
        }
    }
}
