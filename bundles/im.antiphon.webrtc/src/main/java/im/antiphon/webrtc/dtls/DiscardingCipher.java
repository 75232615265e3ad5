// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.jspecify.annotations.Nullable;

/**
 * A record cipher under which a record that cannot be used is as if it had never come (RFC 6347, section 4.1.2.7).
 *
 * <p>BouncyCastle's own ends the session where an encrypted record is too short for its tag, which anybody who can forge a
 * source address may send; and it sets memory aside for whatever length a handshake message announces.
 */
final class DiscardingCipher implements TlsCipher {
    private final TlsCipher cipher;

    DiscardingCipher(TlsCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
            long sequenceNumber, short recordType, ProtocolVersion version, byte[] ciphertext, int offset, int length)
            throws IOException {
        TlsDecodeResult decoded;
        try {
            decoded = cipher.decodeCiphertext(sequenceNumber, recordType, version, ciphertext, offset, length);
        } catch (TlsFatalAlert e) {
            throw discard(e);
        }
        if (decoded.contentType == ContentType.handshake
                && DtlsRecords.announcesTooMuch(ByteBuffer.wrap(decoded.buf), decoded.off, decoded.off + decoded.len)) {
            throw discard(null);
        }
        return decoded;
    }

    /** What the record layer takes as the word to go on with the next record. */
    private static TlsFatalAlert discard(@Nullable TlsFatalAlert cause) {
        return new TlsFatalAlert(AlertDescription.bad_record_mac, cause);
    }

    @Override
    public TlsEncodeResult encodePlaintext(
            long sequenceNumber,
            short contentType,
            ProtocolVersion version,
            int headerAllocation,
            byte[] plaintext,
            int offset,
            int length)
            throws IOException {
        return cipher.encodePlaintext(
                sequenceNumber, contentType, version, headerAllocation, plaintext, offset, length);
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
        return cipher.getCiphertextDecodeLimit(plaintextLimit);
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
        return cipher.getCiphertextEncodeLimit(plaintextLimit);
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextDecodeLimit(ciphertextLimit);
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextEncodeLimit(ciphertextLimit);
    }

    @Override
    public void rekeyDecoder() throws IOException {
        cipher.rekeyDecoder();
    }

    @Override
    public void rekeyEncoder() throws IOException {
        cipher.rekeyEncoder();
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
        return cipher.usesOpaqueRecordTypeDecode();
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
        return cipher.usesOpaqueRecordTypeEncode();
    }
}
