// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;

/** The handshake's server side, in BouncyCastle's terms. Confined to the handshake's thread. */
@SuppressWarnings({"rawtypes", "JdkObsolete"}) // BouncyCastle's signatures
final class SrtpTlsServer extends DefaultTlsServer {
    private static final short[] CERTIFICATE_TYPES = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
    private static final int LONGEST_CHAIN = 4;

    private final DtlsCrypto crypto;
    private final DtlsSettings settings;
    private final SrtpNegotiation negotiation;

    SrtpTlsServer(DtlsCrypto crypto, DtlsSettings settings, SrtpNegotiation negotiation) {
        super(crypto);
        this.crypto = crypto;
        this.settings = settings;
        this.negotiation = negotiation;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return DtlsCrypto.ECDSA_CIPHER_SUITES.clone();
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return Math.toIntExact(settings.timing().firstRetransmit().toMillis());
    }

    @Override
    public int getMaxCertificateChainLength() {
        return LONGEST_CHAIN;
    }

    @Override
    protected boolean allowCertificateStatus() {
        return false;
    }

    @Override
    protected int getMaximumNegotiableCurveBits() {
        int group = commonGroup();
        return group < 0 ? 0 : NamedGroup.getCurveBits(group);
    }

    @Override
    protected int selectECDH(int minimumCurveBits) {
        return commonGroup();
    }

    private int commonGroup() {
        int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
        if (offered == null) {
            return NamedGroup.secp256r1;
        }
        for (int ours : DtlsCrypto.GROUPS) {
            for (int theirs : offered) {
                if (ours == theirs) {
                    return ours;
                }
            }
        }
        return -1;
    }

    @Override
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        TlsSRTPUtils.addUseSRTPExtension(
                extensions, negotiation.answer(TlsSRTPUtils.getUseSRTPExtension(clientExtensions)));
        return extensions;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return crypto.credentials(context, settings.certificate());
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(CERTIFICATE_TYPES.clone(), DtlsCrypto.signatureAlgorithms(), null);
    }

    @Override
    public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
        negotiation.verifyPeer(clientCertificate);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        negotiation.exportKeys(context);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        negotiation.onAlert(level, description);
    }
}
