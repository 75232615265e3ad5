// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import java.io.IOException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADBlockCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.gcm.BasicGCMMultiplier;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.jspecify.annotations.Nullable;

/**
 * AES-GCM for the records of one direction, of which between records nothing is kept but the key.
 *
 * <p>A DTLS-SRTP session protects its Finished and at its end a goodbye, and waits in between for hours. BouncyCastle's own
 * cipher keeps tables for that time, 10 KB for each direction, which pay only for more bytes than a handshake has: here
 * everything is made for each record, and multiplied without tables, which costs less than filling them for one record and
 * does not look anything up by a secret.
 *
 * <p>Called by BouncyCastle for each record in the order {@link #init}, {@link #getOutputSize}, {@link #doFinal}; confined to
 * the handshake's thread, then to the loop.
 */
final class RecordGcm implements TlsAEADCipherImpl {
    private final boolean encrypting;
    private @Nullable KeyParameter key;
    private @Nullable AEADBlockCipher record;

    RecordGcm(boolean encrypting) {
        this.encrypting = encrypting;
    }

    @Override
    public void setKey(byte[] keys, int offset, int length) {
        key = new KeyParameter(keys, offset, length);
    }

    @Override
    public void init(byte[] nonce, int tagLength) {
        AEADBlockCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance(), new BasicGCMMultiplier());
        cipher.init(encrypting, new AEADParameters(key, tagLength * Byte.SIZE, nonce));
        record = cipher;
    }

    @Override
    public int getOutputSize(int inputLength) {
        return ofRecord().getOutputSize(inputLength);
    }

    @Override
    public int doFinal(
            byte @Nullable [] additionalData,
            byte[] input,
            int inputOffset,
            int inputLength,
            byte[] output,
            int outputOffset)
            throws IOException {
        AEADBlockCipher cipher = ofRecord();
        record = null;
        if (additionalData != null) {
            cipher.processAADBytes(additionalData, 0, additionalData.length);
        }
        int length = cipher.processBytes(input, inputOffset, inputLength, output, outputOffset);
        try {
            return length + cipher.doFinal(output, outputOffset + length);
        } catch (InvalidCipherTextException e) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac, e);
        }
    }

    private AEADBlockCipher ofRecord() {
        AEADBlockCipher cipher = record;
        if (cipher == null) {
            throw new IllegalStateException("no record has been begun (expected: init before each)");
        }
        return cipher;
    }
}
