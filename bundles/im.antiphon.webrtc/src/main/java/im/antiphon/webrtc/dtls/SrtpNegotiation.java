// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import im.antiphon.webrtc.srtp.SrtpMasterKey;
import im.antiphon.webrtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/**
 * What DTLS-SRTP adds to a handshake, the same for both roles: the choice of a profile (RFC 5764, section 4.1), the proof of
 * the announced certificate (RFC 8122, section 6.2) and the export of the keys (RFC 5764, section 4.2). Confined to the
 * handshake's thread; afterwards read by the loop.
 */
final class SrtpNegotiation {
    private final DtlsFingerprint remoteFingerprint;
    private final List<SrtpProfile> profiles;

    private @Nullable SrtpProfile profile;
    private @Nullable DtlsKeys keys;
    private @Nullable DtlsFailure failure;
    private boolean peerVerified;

    SrtpNegotiation(DtlsFingerprint remoteFingerprint, List<SrtpProfile> profiles) {
        this.remoteFingerprint = remoteFingerprint;
        this.profiles = profiles;
    }

    /** Client: what to offer. */
    UseSRTPData offer() {
        return new UseSRTPData(profiles.stream().mapToInt(SrtpProfile::id).toArray(), TlsUtils.EMPTY_BYTES);
    }

    /** Server: the first of ours that the client offers. Its master key identifier, if it wants one, is declined. */
    UseSRTPData answer(@Nullable UseSRTPData offer) throws IOException {
        int[] offered = offer == null ? new int[0] : offer.getProtectionProfiles();
        for (SrtpProfile candidate : profiles) {
            if (Arrays.stream(offered).anyMatch(id -> id == candidate.id())) {
                profile = candidate;
                return new UseSRTPData(new int[] {candidate.id()}, TlsUtils.EMPTY_BYTES);
            }
        }
        throw failed(DtlsFailure.NO_COMMON_PROFILE, AlertDescription.handshake_failure);
    }

    /** Client: takes the server's choice, which has to be one of ours. */
    void accept(@Nullable UseSRTPData answer) throws IOException {
        if (answer == null) {
            throw failed(DtlsFailure.NO_COMMON_PROFILE, AlertDescription.handshake_failure);
        }
        int[] chosen = answer.getProtectionProfiles();
        SrtpProfile candidate = chosen.length == 1 ? SrtpProfile.forId(chosen[0]) : null;
        if (candidate == null || !profiles.contains(candidate) || answer.getMki().length > 0) {
            throw failed(DtlsFailure.NO_COMMON_PROFILE, AlertDescription.illegal_parameter);
        }
        profile = candidate;
    }

    /** Goes on only if the peer's certificate is the announced one. */
    void verifyPeer(Certificate chain) throws IOException {
        if (chain.isEmpty()) {
            throw failed(DtlsFailure.FINGERPRINT_MISMATCH, AlertDescription.handshake_failure);
        }
        byte[] der = chain.getCertificateAt(0).getEncoded();
        if (!remoteFingerprint.matches(der)) {
            throw failed(DtlsFailure.FINGERPRINT_MISMATCH, AlertDescription.bad_certificate);
        }
        if (!PeerKeys.isReasonable(der)) {
            throw failed(DtlsFailure.PROTOCOL_ERROR, AlertDescription.unsupported_certificate);
        }
        peerVerified = true;
    }

    /** Exports the keys, once the handshake is complete. */
    void exportKeys(TlsContext context) throws IOException {
        SrtpProfile agreed = profile;
        if (agreed == null || !peerVerified) {
            throw failed(DtlsFailure.PROTOCOL_ERROR, AlertDescription.handshake_failure);
        }
        int keyLength = agreed.keyLength();
        int saltLength = agreed.saltLength();
        byte[] material = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (keyLength + saltLength));
        int clientSalt = 2 * keyLength;
        int serverSalt = clientSalt + saltLength;
        keys = new DtlsKeys(
                agreed,
                new SrtpMasterKey(
                        Arrays.copyOfRange(material, 0, keyLength),
                        Arrays.copyOfRange(material, clientSalt, serverSalt)),
                new SrtpMasterKey(
                        Arrays.copyOfRange(material, keyLength, clientSalt),
                        Arrays.copyOfRange(material, serverSalt, serverSalt + saltLength)));
        Arrays.fill(material, (byte) 0);
    }

    /** The peer gives up, or says goodbye in mid-handshake. */
    void onAlert(short level, short description) {
        if (failure == null && (level == AlertLevel.fatal || description == AlertDescription.close_notify)) {
            failure = DtlsFailure.ALERT_RECEIVED;
        }
    }

    private TlsFatalAlert failed(DtlsFailure reason, short alert) {
        failure = reason;
        return new TlsFatalAlert(alert);
    }

    /** Null unless the handshake is complete. */
    @Nullable
    DtlsKeys keys() {
        return keys;
    }

    /** Why the handshake came to nothing, if it did. */
    DtlsFailure failure() {
        return failure == null ? DtlsFailure.PROTOCOL_ERROR : failure;
    }
}
