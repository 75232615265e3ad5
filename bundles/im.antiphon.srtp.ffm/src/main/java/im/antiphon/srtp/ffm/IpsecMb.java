// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import im.antiphon.srtp.ffm.call.Memory;
import im.antiphon.srtp.ffm.call.SharedLibrary;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * AES-GCM of Intel's Multi-Buffer Crypto for IPsec (Debian: {@code libipsec-mb1}). The library has the functions once per
 * generation of processors and knows which it runs on: a manager that it has initialised holds the right ones, at a place that
 * differs from version to version. So the manager is searched for the address of one of the exported functions, and that
 * function's generation is used.
 */
final class IpsecMb {
    static final String FILE_NAME = "libIPSec_MB.so.1";

    /** What the library calls {@code struct gcm_key_data}: 1,008 bytes in the versions 1.0 to 1.5. */
    static final int KEY_LENGTH = 2048;

    /** {@code struct gcm_context_data}: 96 bytes. */
    static final int CONTEXT_LENGTH = 128;

    private static final SharedLibrary LIBRARY = SharedLibrary.require(FILE_NAME);
    private static final List<String> GENERATIONS = List.of("vaes_avx512", "avx512", "avx_gen4", "avx_gen2", "sse");

    /** Which of the library's functions serve. */
    static final String GENERATION = generation();

    static final String VERSION = version();

    private static final MethodHandle PREPARE =
            LIBRARY.quickFunction("aes_gcm_pre_128_" + GENERATION, null, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle ENCRYPT = cipher("aes_gcm_enc_128_" + GENERATION);
    private static final MethodHandle DECRYPT = cipher("aes_gcm_dec_128_" + GENERATION);

    private IpsecMb() {}

    private static MethodHandle cipher(String function) {
        return LIBRARY.quickFunction(
                function, null, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                JAVA_LONG, JAVA_LONG);
    }

    private static String generation() {
        try {
            long manager = (long)
                    LIBRARY.function("alloc_mb_mgr", JAVA_LONG, JAVA_LONG).invokeExact(0L);
            if (manager == 0) {
                throw new UnsatisfiedLinkError(FILE_NAME + ": no manager for this processor");
            }
            LIBRARY.function("init_mb_mgr_auto", null, JAVA_LONG, JAVA_LONG).invokeExact(manager, 0L);
            long length =
                    (long) LIBRARY.function("imb_get_mb_mgr_size", JAVA_LONG).invokeExact();
            String generation = generationIn(manager, length);
            LIBRARY.function("free_mb_mgr", null, JAVA_LONG).invokeExact(manager);
            return generation;
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    private static String generationIn(long manager, long length) {
        for (String generation : GENERATIONS) {
            long function = LIBRARY.addressOf("aes_gcm_enc_128_" + generation);
            for (long at = manager; function != 0 && at + Long.BYTES <= manager + length; at += Long.BYTES) {
                if (Memory.getLong(at) == function) {
                    return generation;
                }
            }
        }
        throw new UnsatisfiedLinkError(FILE_NAME + ": its manager holds no AES-GCM known here");
    }

    private static String version() {
        try {
            long text =
                    (long) LIBRARY.function("imb_get_version_str", JAVA_LONG).invokeExact();
            return MemorySegment.ofAddress(text).reinterpret(64).getString(0);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** Expands 16 bytes of key. */
    static void prepare(long key, long expanded) {
        try {
            PREPARE.invokeExact(key, expanded);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** Encrypts in place and writes the tag's 16 bytes. */
    static void encrypt(
            long key,
            long context,
            long text,
            long length,
            long vector,
            long associated,
            long associatedLength,
            long tag) {
        try {
            ENCRYPT.invokeExact(key, context, text, text, length, vector, associated, associatedLength, tag, 16L);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }

    /** Decrypts in place and writes what the tag's 16 bytes ought to be. */
    static void decrypt(
            long key,
            long context,
            long text,
            long length,
            long vector,
            long associated,
            long associatedLength,
            long tag) {
        try {
            DECRYPT.invokeExact(key, context, text, text, length, vector, associated, associatedLength, tag, 16L);
        } catch (Throwable thrown) {
            throw SharedLibrary.impossible(thrown);
        }
    }
}
