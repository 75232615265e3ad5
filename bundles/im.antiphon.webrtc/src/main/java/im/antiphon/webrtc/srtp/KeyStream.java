// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode as SRTP counts (RFC 3711, section 4.1.1):
 *
 * <pre>
 * IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16)
 * </pre>
 *
 * <p>Counters are laid out in a block and go through AES in one call: unlike the JDK's own counter mode this needs no
 * re-initialisation per packet, and so allocates nothing. Confined to one event loop.
 */
final class KeyStream {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int BLOCK = 16;

    /** Bytes made at a time: an audio packet in one go, a large one in a few. */
    private static final int CHUNK = 512;

    private final Cipher cipher;
    private final long saltHigh;
    private final long saltLow;
    private final byte[] counters = new byte[CHUNK];
    private final byte[] stream = new byte[CHUNK];

    KeyStream(byte[] key, byte[] salt) {
        byte[] padded = new byte[BLOCK];
        System.arraycopy(salt, 0, padded, 0, salt.length);
        saltHigh = (long) LONGS.get(padded, 0);
        saltLow = (long) LONGS.get(padded, Long.BYTES);
        try {
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /** Encrypts or decrypts, which are the same. */
    void apply(byte[] bytes, int offset, int length, int ssrc, long index) {
        long high = saltHigh ^ (ssrc & 0xFFFF_FFFFL);
        long low = saltLow ^ (index << Short.SIZE);
        for (int done = 0; done < length; done += CHUNK) {
            int chunk = Math.min(CHUNK, length - done);
            generate(high, low + done / BLOCK, chunk);
            xor(bytes, offset + done, chunk);
        }
    }

    private void generate(long high, long low, int length) {
        int blocks = (length + BLOCK - 1) / BLOCK;
        for (int block = 0; block < blocks; block++) {
            LONGS.set(counters, block * BLOCK, high);
            LONGS.set(counters, block * BLOCK + Long.BYTES, low + block);
        }
        try {
            cipher.update(counters, 0, blocks * BLOCK, stream, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("whole blocks into a block of the same size", e);
        }
    }

    private void xor(byte[] bytes, int offset, int length) {
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            LONGS.set(bytes, offset + i, (long) LONGS.get(bytes, offset + i) ^ (long) LONGS.get(stream, i));
        }
        for (; i < length; i++) {
            bytes[offset + i] ^= stream[i];
        }
    }
}
