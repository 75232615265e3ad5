// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.webrtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Hashtable;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsForeignPeerTest {
    private static final DtlsSettings OUR_SERVER =
            DtlsPair.expecting(DtlsPair.serverSettings(), ForeignPeer.RSA.fingerprint());
    private static final DtlsSettings OUR_CLIENT =
            DtlsPair.expecting(DtlsPair.clientSettings(), ForeignPeer.RSA.fingerprint());

    @ParameterizedTest
    @ValueSource(ints = {SignatureScheme.rsa_pss_rsae_sha256, SignatureScheme.rsa_pkcs1_sha256})
    void aClientMayProveAnRsaCertificate(int signatureScheme) throws Exception {
        ForeignClient client = new ForeignClient();
        client.signatureScheme = signatureScheme;

        assertThat(ForeignPeer.serverMeets(client, OUR_SERVER).keys).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
            })
    void aClientMayHaveOneOfOurCipherSuitesOnly(int cipherSuite) throws Exception {
        ForeignClient client = new ForeignClient();
        client.cipherSuite = cipherSuite;

        assertThat(ForeignPeer.serverMeets(client, OUR_SERVER).keys).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1})
    void aClientMayHaveOneOfOurGroupsOnly(int group) throws Exception {
        ForeignClient client = new ForeignClient();
        client.group = group;

        assertThat(ForeignPeer.serverMeets(client, OUR_SERVER).keys).isNotNull();
    }

    @Test
    void aClientWithoutAGroupOfOursIsRefused() throws Exception {
        ForeignClient client = new ForeignClient();
        client.group = NamedGroup.sect571r1;

        assertThat(ForeignPeer.serverMeets(client, OUR_SERVER).failure).isEqualTo(DtlsFailure.PROTOCOL_ERROR);
    }

    @Test
    void aClientsKeyIdentifierIsDeclined() throws Exception {
        ForeignClient client = new ForeignClient();
        client.useSrtp =
                new UseSRTPData(new int[] {SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80}, new byte[] {1, 2, 3});
        RecordingSink sink = ForeignPeer.serverMeets(client, OUR_SERVER);

        assertThat(Objects.requireNonNull(sink.keys).profile()).isEqualTo(SrtpProfile.AES128_CM_HMAC_SHA1_80);
        assertThat(Objects.requireNonNull(client.answer).getMki()).isEmpty();
    }

    @Test
    void aClientWithoutUseSrtpIsRefused() throws Exception {
        ForeignClient client = new ForeignClient();
        client.useSrtp = null;

        assertThat(ForeignPeer.serverMeets(client, OUR_SERVER).failure).isEqualTo(DtlsFailure.NO_COMMON_PROFILE);
    }

    @Test
    void aClientWithoutACertificateIsRefused() throws Exception {
        ForeignClient client = new ForeignClient();
        client.certified = false;

        assertThat(ForeignPeer.serverMeets(client, OUR_SERVER).failure).isEqualTo(DtlsFailure.FINGERPRINT_MISMATCH);
    }

    @Test
    void aClientWithoutExtendedMasterSecretIsRefused() throws Exception {
        ForeignClient client = new ForeignClient();
        client.extendedMasterSecret = false;

        assertThat(ForeignPeer.serverMeets(client, OUR_SERVER).failure).isEqualTo(DtlsFailure.PROTOCOL_ERROR);
    }

    @Test
    void aClientOfAnEarlierVersionIsRefused() throws Exception {
        ForeignClient client = new ForeignClient();
        client.version = ProtocolVersion.DTLSv10;

        assertThat(ForeignPeer.serverMeets(client, OUR_SERVER).failure).isEqualTo(DtlsFailure.PROTOCOL_ERROR);
    }

    @Test
    void aServerMayProveAnRsaCertificate() throws Exception {
        assertThat(ForeignPeer.clientMeets(new ForeignServer(), OUR_CLIENT).keys)
                .isNotNull();
    }

    @Test
    void aServerWithoutUseSrtpIsRefused() throws Exception {
        ForeignServer server = new ForeignServer();
        server.useSrtp = null;

        assertThat(ForeignPeer.clientMeets(server, OUR_CLIENT).failure).isEqualTo(DtlsFailure.NO_COMMON_PROFILE);
    }

    @Test
    void aServerThatChoosesWhatWasNotOfferedIsRefused() throws Exception {
        ForeignServer server = new ForeignServer();
        server.useSrtp =
                new UseSRTPData(new int[] {SRTPProtectionProfile.SRTP_NULL_HMAC_SHA1_80}, TlsUtils.EMPTY_BYTES);

        assertThat(ForeignPeer.clientMeets(server, OUR_CLIENT).failure).isEqualTo(DtlsFailure.NO_COMMON_PROFILE);
    }

    @Test
    void aServerThatImposesAKeyIdentifierIsRefused() throws Exception {
        ForeignServer server = new ForeignServer();
        server.useSrtp = new UseSRTPData(new int[] {SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80}, new byte[] {1});

        assertThat(ForeignPeer.clientMeets(server, OUR_CLIENT).failure).isEqualTo(DtlsFailure.NO_COMMON_PROFILE);
    }

    @SuppressWarnings({"rawtypes", "JdkObsolete"}) // BouncyCastle's signatures
    private static final class ForeignClient extends DefaultTlsClient {
        int signatureScheme = SignatureScheme.rsa_pss_rsae_sha256;
        int cipherSuite = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
        int group = NamedGroup.secp256r1;
        boolean certified = true;
        boolean extendedMasterSecret = true;
        ProtocolVersion version = ProtocolVersion.DTLSv12;

        @Nullable
        UseSRTPData useSrtp =
                new UseSRTPData(new int[] {SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM}, TlsUtils.EMPTY_BYTES);

        @Nullable
        UseSRTPData answer;

        ForeignClient() {
            super(ForeignPeer.CRYPTO);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return version.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {cipherSuite};
        }

        @Override
        protected Vector getSupportedGroups(Vector roles) {
            Vector<Integer> groups = new Vector<>();
            groups.add(group);
            return groups;
        }

        @Override
        public boolean shouldUseExtendedMasterSecret() {
            return extendedMasterSecret;
        }

        @Override
        public Hashtable getClientExtensions() throws IOException {
            Hashtable extensions = super.getClientExtensions();
            if (useSrtp != null) {
                TlsSRTPUtils.addUseSRTPExtension(extensions, useSrtp);
            }
            return extensions;
        }

        @Override
        public void processServerExtensions(Hashtable extensions) throws IOException {
            super.processServerExtensions(extensions);
            answer = TlsSRTPUtils.getUseSRTPExtension(extensions);
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new TlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate) {}

                @Override
                public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                    return certified ? ForeignPeer.RSA.credentials(context, signatureScheme) : null;
                }
            };
        }
    }

    @SuppressWarnings({"rawtypes", "JdkObsolete"}) // BouncyCastle's signatures
    private static final class ForeignServer extends DefaultTlsServer {
        @Nullable
        UseSRTPData useSrtp =
                new UseSRTPData(new int[] {SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80}, TlsUtils.EMPTY_BYTES);

        ForeignServer() {
            super(ForeignPeer.CRYPTO);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256};
        }

        @Override
        public Hashtable getServerExtensions() throws IOException {
            Hashtable extensions = super.getServerExtensions();
            if (useSrtp != null) {
                TlsSRTPUtils.addUseSRTPExtension(extensions, useSrtp);
            }
            return extensions;
        }

        @Override
        protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
            return ForeignPeer.RSA.credentials(context, SignatureScheme.rsa_pkcs1_sha256);
        }

        @Override
        public CertificateRequest getCertificateRequest() {
            return new CertificateRequest(
                    new short[] {ClientCertificateType.ecdsa_sign}, DtlsCrypto.signatureAlgorithms(), null);
        }

        @Override
        public void notifyClientCertificate(Certificate certificate) {}
    }
}
