// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsClient;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsServer;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** One of our endpoints against a peer that does as it likes: any BouncyCastle client or server. */
final class ForeignPeer {
    static final BcTlsCrypto CRYPTO = new BcTlsCrypto(DtlsPair.RANDOM);
    static final RsaIdentity RSA = RsaIdentity.generate(2048);

    private ForeignPeer() {}

    /** What a peer with an RSA certificate has. */
    record RsaIdentity(AsymmetricCipherKeyPair keys, byte[] der) {
        static RsaIdentity generate(int bits) {
            RSAKeyPairGenerator generator = new RSAKeyPairGenerator();
            generator.init(new RSAKeyGenerationParameters(BigInteger.valueOf(65_537), DtlsPair.RANDOM, bits, 64));
            AsymmetricCipherKeyPair keys = generator.generateKeyPair();
            var algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withRSA");
            X500Name name = new X500Name("CN=foreign");
            Instant now = Instant.parse("2026-01-01T00:00:00Z");
            try {
                var signer = new BcRSAContentSignerBuilder(
                                algorithm, new DefaultDigestAlgorithmIdentifierFinder().find(algorithm))
                        .build(keys.getPrivate());
                return new RsaIdentity(
                        keys,
                        new X509v3CertificateBuilder(
                                        name,
                                        BigInteger.ONE,
                                        Date.from(now),
                                        Date.from(now.plusSeconds(86_400)),
                                        name,
                                        SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic()))
                                .build(signer)
                                .getEncoded());
            } catch (IOException | OperatorCreationException e) {
                throw new IllegalStateException(e);
            }
        }

        DtlsFingerprint fingerprint() {
            return DtlsFingerprint.ofCertificate(DtlsFingerprint.Algorithm.SHA_256, der);
        }

        TlsCredentialedSigner credentials(TlsContext context, int signatureScheme) throws IOException {
            return new BcDefaultTlsCredentialedSigner(
                    new TlsCryptoParameters(context),
                    CRYPTO,
                    keys.getPrivate(),
                    new Certificate(new TlsCertificate[] {CRYPTO.createCertificate(der)}),
                    SignatureScheme.getSignatureAndHashAlgorithm(signatureScheme));
        }
    }

    /** What our server makes of this client: keys, or a failure. */
    static RecordingSink serverMeets(TlsClient client, DtlsSettings settings) throws Exception {
        return meet(settings, transport -> new DTLSClientProtocol().connect(client, transport));
    }

    /** What our client makes of this server. */
    static RecordingSink clientMeets(TlsServer server, DtlsSettings settings) throws Exception {
        return meet(settings, transport -> new DTLSServerProtocol().accept(server, transport));
    }

    private interface Protocol {
        void run(RecordTransport transport) throws IOException;
    }

    private static RecordingSink meet(DtlsSettings settings, Protocol protocol) throws Exception {
        try (DtlsPair threads = new DtlsPair()) {
            ExecutorService executor = threads.handshakes;
            List<DtlsEndpoint> ours = new ArrayList<>();
            RecordTransport transport = new RecordTransport(datagram -> threads.loop.execute(
                    () -> ours.get(0).handleDatagram(0, ByteBuffer.wrap(datagram), 0, datagram.length)));
            RecordingSink sink =
                    new RecordingSink(datagram -> transport.offer(ByteBuffer.wrap(datagram), 0, datagram.length));
            DtlsEndpoint endpoint =
                    new DtlsEndpoint(DtlsPair.patient(settings), DtlsPair.RANDOM, executor, threads.loop, sink);
            ours.add(endpoint);
            endpoint.start(0);
            executor.execute(() -> {
                try {
                    protocol.run(transport);
                } catch (IOException e) {
                    // Our endpoint has refused it, which the test asks our endpoint about.
                }
                transport.flush();
            });
            threads.loop.runUntil("an outcome", () -> sink.isConnected() || sink.isOver());
            transport.cancel();
            return sink;
        }
    }
}
