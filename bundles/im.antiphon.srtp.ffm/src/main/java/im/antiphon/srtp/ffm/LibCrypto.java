// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import im.antiphon.srtp.ffm.call.SharedLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What is used of OpenSSL 3: ciphers by EVP, and SHA-1 by its plain functions, whose state can be copied, which saves a keyed
 * hash two of its blocks per packet, and whose last blocks the caller lays out, which saves another copy and some wiping.
 */
final class LibCrypto {
    static final String FILE_NAME = "libcrypto.so.3";

    /** {@code struct SHAstate_st}: five words of state, two of length, a block, a count. */
    static final int SHA1_STATE_LENGTH = 96;

    private static final int GET_TAG = 0x10;
    private static final int SET_TAG = 0x11;

    private static final SharedLibrary LIBRARY = SharedLibrary.require(FILE_NAME);
    private static final MethodHandle NEW_CONTEXT = LIBRARY.quickFunction("EVP_CIPHER_CTX_new", JAVA_LONG);
    private static final MethodHandle FREE_CONTEXT = LIBRARY.quickFunction("EVP_CIPHER_CTX_free", null, JAVA_LONG);
    private static final MethodHandle CONTROL =
            LIBRARY.quickFunction("EVP_CIPHER_CTX_ctrl", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle INITIALIZE = LIBRARY.quickFunction(
            "EVP_CipherInit_ex", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle UPDATE =
            LIBRARY.quickFunction("EVP_CipherUpdate", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FINISH =
            LIBRARY.quickFunction("EVP_CipherFinal_ex", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SET_PADDING =
            LIBRARY.quickFunction("EVP_CIPHER_CTX_set_padding", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SHA1_BEGIN = LIBRARY.quickFunction("SHA1_Init", JAVA_INT, JAVA_LONG);
    private static final MethodHandle SHA1_UPDATE =
            LIBRARY.quickFunction("SHA1_Update", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SHA1_BLOCK = LIBRARY.quickFunction("SHA1_Transform", null, JAVA_LONG, JAVA_LONG);

    static final String VERSION = version();

    /** {@code EVP_CIPHER}s, fetched once: looking one up by its name takes microseconds. */
    static final long AES_128_GCM = cipher("AES-128-GCM");

    static final long AES_128_ECB = cipher("AES-128-ECB");

    private LibCrypto() {}

    private static String version() {
        try {
            long text = (long) LIBRARY.function("OpenSSL_version", JAVA_LONG, JAVA_INT)
                    .invokeExact(6); // OPENSSL_FULL_VERSION_STRING
            return MemorySegment.ofAddress(text).reinterpret(64).getString(0);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    private static long cipher(String name) {
        MethodHandle fetch = LIBRARY.function("EVP_CIPHER_fetch", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        try (Arena arena = Arena.ofConfined()) {
            long cipher = (long) fetch.invokeExact(0L, arena.allocateFrom(name).address(), 0L);
            if (cipher == 0) {
                throw new UnsatisfiedLinkError(FILE_NAME + ": has no " + name);
            }
            return cipher;
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** A context for one of the ciphers above, with a key of 16 bytes; freed by {@link #free}, which wipes it. */
    static long context(long cipher, long key) {
        try {
            long context = (long) NEW_CONTEXT.invokeExact();
            if (context == 0 || (int) INITIALIZE.invokeExact(context, cipher, 0L, key, 0L, 1) != 1) {
                throw new OutOfMemoryError(FILE_NAME + " makes no context");
            }
            return context;
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    static void free(long context) {
        try {
            FREE_CONTEXT.invokeExact(context);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** Encrypts in place and writes the tag's 16 bytes. */
    static void seal(
            long context,
            long text,
            int length,
            long vector,
            long associated,
            int associatedLength,
            long tag,
            long count) {
        try {
            int done = (int) INITIALIZE.invokeExact(context, 0L, 0L, 0L, vector, 1);
            done &= (int) UPDATE.invokeExact(context, 0L, count, associated, associatedLength);
            if (length > 0) {
                done &= (int) UPDATE.invokeExact(context, text, count, text, length);
            }
            done &= (int) FINISH.invokeExact(context, text, count);
            done &= (int) CONTROL.invokeExact(context, GET_TAG, 16, tag);
            requireDone(done);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** Decrypts in place; answers whether the tag is right. */
    static boolean open(
            long context,
            long text,
            int length,
            long vector,
            long associated,
            int associatedLength,
            long tag,
            long count) {
        try {
            int done = (int) INITIALIZE.invokeExact(context, 0L, 0L, 0L, vector, 0);
            done &= (int) CONTROL.invokeExact(context, SET_TAG, 16, tag);
            done &= (int) UPDATE.invokeExact(context, 0L, count, associated, associatedLength);
            if (length > 0) {
                done &= (int) UPDATE.invokeExact(context, text, count, text, length);
            }
            requireDone(done);
            return (int) FINISH.invokeExact(context, text, count) == 1;
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** Encrypts whole blocks, each by itself: a context without padding goes on for ever without being initialised again. */
    static void encryptBlocks(long context, long from, long to, int length, long count) {
        try {
            requireDone((int) UPDATE.invokeExact(context, to, count, from, length));
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** Has a context take whole blocks only, and give each back at once. */
    static void withoutPadding(long context) {
        try {
            requireDone((int) SET_PADDING.invokeExact(context, 0));
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    static void sha1Begin(long state) {
        try {
            requireDone((int) SHA1_BEGIN.invokeExact(state));
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    static void sha1Update(long state, long bytes, long length) {
        try {
            requireDone((int) SHA1_UPDATE.invokeExact(state, bytes, length));
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** Hashes a block of 64 bytes; of the state the five words change, and nothing else. */
    static void sha1Block(long state, long block) {
        try {
            SHA1_BLOCK.invokeExact(state, block);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    private static void requireDone(int done) {
        if (done != 1) {
            throw new IllegalStateException(FILE_NAME + " refused what it has done before");
        }
    }
}
