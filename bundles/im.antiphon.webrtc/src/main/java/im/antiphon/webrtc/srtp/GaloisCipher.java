// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The JDK's AES-GCM, one message at a time: begin, associate, seal or open. The initialisation vector is that of RFC 7714,
 * section 8.1 (and 9.1, where the index of RTCP takes the place of rollover counter and sequence number):
 *
 * <pre>
 *   0  0  0  0  0  0  0  0  0  0  1  1
 *   0  1  2  3  4  5  6  7  8  9  0  1
 * +--+--+--+--+--+--+--+--+--+--+--+--+
 * |00|00|    SSRC   |     ROC   | SEQ |---+
 * +--+--+--+--+--+--+--+--+--+--+--+--+   |
 *                                         |
 * +--+--+--+--+--+--+--+--+--+--+--+--+   |
 * |         Encryption Salt           |->(+)
 * +--+--+--+--+--+--+--+--+--+--+--+--+   |
 *                                         |
 * +--+--+--+--+--+--+--+--+--+--+--+--+   |
 * |       Initialization Vector       |<--+
 * +--+--+--+--+--+--+--+--+--+--+--+--+
 * </pre>
 *
 * <p>The JDK wants a parameter object per message and works with buffers of its own: about a kilobyte is allocated per
 * packet in there. Confined to one event loop.
 */
final class GaloisCipher {
    static final int TAG_LENGTH = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int VECTOR_LENGTH = 12;

    private final Cipher cipher;
    private final SecretKeySpec key;
    private final int saltHigh;
    private final long saltLow;
    private final byte[] vector = new byte[VECTOR_LENGTH];
    private int sealedSsrc;
    private long sealedIndex = -1;

    GaloisCipher(byte[] key, byte[] salt) {
        this.key = new SecretKeySpec(key, "AES");
        saltHigh = (int) INTS.get(salt, 0);
        saltLow = (long) LONGS.get(salt, Integer.BYTES);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    void beginSealing(int ssrc, long index) {
        if (index == sealedIndex && ssrc == sealedSsrc) {
            // The JDK refuses the vector of the message before; here it is a retransmission, and the protector lets it
            // out only if all its bytes are the same. A vector in between makes the JDK forget.
            begin(Cipher.ENCRYPT_MODE, ~ssrc, index);
        }
        begin(Cipher.ENCRYPT_MODE, ssrc, index);
        sealedSsrc = ssrc;
        sealedIndex = index;
    }

    void beginOpening(int ssrc, long index) {
        begin(Cipher.DECRYPT_MODE, ssrc, index);
    }

    void associate(byte[] bytes, int offset, int length) {
        cipher.updateAAD(bytes, offset, length);
    }

    /** Encrypts in place and writes the tag behind. */
    void seal(byte[] bytes, int offset, int length) {
        try {
            cipher.doFinal(bytes, offset, length, bytes, offset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("room was checked", e);
        }
    }

    /**
     * Checks the tag behind the text and decrypts in place.
     *
     * @param length without the tag
     */
    boolean open(byte[] bytes, int offset, int length) {
        try {
            cipher.doFinal(bytes, offset, length + TAG_LENGTH, bytes, offset);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("room was checked", e);
        }
    }

    private void begin(int mode, int ssrc, long index) {
        // Two zero bytes, the SSRC's four, the index's six.
        INTS.set(vector, 0, saltHigh ^ (ssrc >>> Short.SIZE));
        LONGS.set(vector, Integer.BYTES, saltLow ^ ((long) ssrc << 48 | index));
        try {
            cipher.init(mode, key, new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, vector));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key and vector have the lengths AES-GCM wants", e);
        }
    }
}
