// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordGcmTest {
    private static final int TAG_LENGTH = 16;
    private static final int NONCE_LENGTH = 12;

    /** Test case 4 of McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B. */
    @Test
    void protectsAsTheVectorOfItsAuthorsSays() throws IOException {
        RecordGcm cipher = new RecordGcm(true);
        byte[] key = hex("feffe9928665731c6d6a8f9467308308");
        cipher.setKey(key, 0, key.length);

        byte[] record = crypt(
                cipher,
                hex("cafebabefacedbaddecaf888"),
                hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));

        assertThat(record)
                .isEqualTo(hex("42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                        + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
                        + "5bc94fbc3221a5db94fae95ae7121a47"));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void recordAfterRecordIsWhatThePlatformsCipherMakesAndOpensAgain(int keyLength)
            throws IOException, GeneralSecurityException {
        Random random = new Random(keyLength);
        byte[] key = bytes(random, keyLength);
        RecordGcm protect = new RecordGcm(true);
        RecordGcm open = new RecordGcm(false);
        protect.setKey(key, 0, keyLength);
        open.setKey(key, 0, keyLength);
        for (int length = 0; length < 70; length++) {
            byte[] nonce = bytes(random, NONCE_LENGTH);
            byte[] header = bytes(random, 13);
            byte[] plain = bytes(random, length);

            byte[] record = crypt(protect, nonce, header, plain);

            assertThat(record).as("of %s bytes", length).isEqualTo(byThePlatform(key, nonce, header, plain));
            assertThat(crypt(open, nonce, header, record)).isEqualTo(plain);
        }
    }

    @Test
    void aRecordThatIsNotAsItWasSentIsRefusedAndTheNextOneOpened() throws IOException {
        Random random = new Random(7);
        byte[] key = bytes(random, 16);
        byte[] nonce = bytes(random, NONCE_LENGTH);
        byte[] header = bytes(random, 13);
        RecordGcm protect = new RecordGcm(true);
        RecordGcm open = new RecordGcm(false);
        protect.setKey(key, 0, key.length);
        open.setKey(key, 0, key.length);
        byte[] record = crypt(protect, nonce, header, new byte[24]);
        for (int changed = 0; changed < record.length; changed++) {
            byte[] forged = record.clone();
            forged[changed] ^= 0x10;

            assertThatThrownBy(() -> crypt(open, nonce, header, forged))
                    .isInstanceOfSatisfying(TlsFatalAlert.class, alert -> assertThat(alert.getAlertDescription())
                            .isEqualTo(AlertDescription.bad_record_mac));
        }
        assertThat(crypt(open, nonce, header, record)).isEqualTo(new byte[24]);
    }

    @Test
    void everyRecordHasToBeBegun() throws IOException {
        RecordGcm cipher = new RecordGcm(true);
        cipher.setKey(new byte[16], 0, 16);
        crypt(cipher, new byte[NONCE_LENGTH], new byte[13], new byte[2]);

        assertThatThrownBy(() -> cipher.getOutputSize(2)).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] crypt(RecordGcm cipher, byte[] nonce, byte[] header, byte[] input) throws IOException {
        cipher.init(nonce, TAG_LENGTH);
        byte[] output = new byte[cipher.getOutputSize(input.length)];
        int length = cipher.doFinal(header, input, 0, input.length, output, 0);
        return Arrays.copyOf(output, length);
    }

    private static byte[] byThePlatform(byte[] key, byte[] nonce, byte[] header, byte[] plain)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, nonce));
        cipher.updateAAD(header);
        return cipher.doFinal(plain);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
