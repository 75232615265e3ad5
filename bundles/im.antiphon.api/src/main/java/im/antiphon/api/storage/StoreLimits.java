// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.storage;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every store takes, and refuses, in the same way. Stores call these checks first. */
public final class StoreLimits {
    /** Of a key in UTF-8. The empty key is a key. */
    public static final int MAXIMUM_KEY_BYTES = 4096;

    /** Of one value. The empty value is a value. */
    public static final int MAXIMUM_VALUE_BYTES = 4 << 20;

    /** Of the values of one write together. */
    public static final int MAXIMUM_BATCH_BYTES = 16 << 20;

    /** Of records in one write. */
    public static final int MAXIMUM_BATCH_RECORDS = 10_000;

    /** The shortest time to live: stores count in milliseconds. */
    public static final Duration MINIMUM_TIME_TO_LIVE = Duration.ofMillis(1);

    public static final Duration MAXIMUM_TIME_TO_LIVE = Duration.ofDays(366);

    /** For whoever has no reason for another one. */
    public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofHours(24);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private StoreLimits() {}

    /** The name itself, if a store may have it: up to 32 lower-case letters, digits and hyphens, a letter first. */
    public static String requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name: " + name + " (expected: " + NAME + ")");
        }
        return name;
    }

    /** The key in UTF-8, if it is well-formed Unicode of no more than {@link #MAXIMUM_KEY_BYTES}. */
    public static byte[] requireKey(String key) {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
        } catch (CharacterCodingException loneSurrogate) {
            throw new IllegalArgumentException("key: has a lone surrogate (expected: Unicode)", loneSurrogate);
        }
        if (encoded.limit() > MAXIMUM_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key: " + encoded.limit() + " bytes (expected: <= " + MAXIMUM_KEY_BYTES + ")");
        }
        byte[] bytes = new byte[encoded.limit()];
        encoded.get(bytes);
        return bytes;
    }

    /** Checks the arguments of {@link SessionStore#write} but for the keys. */
    public static void requireWrite(Map<String, byte @Nullable []> records, Duration timeToLive) {
        if (timeToLive.compareTo(MINIMUM_TIME_TO_LIVE) < 0 || timeToLive.compareTo(MAXIMUM_TIME_TO_LIVE) > 0) {
            throw new IllegalArgumentException("timeToLive: " + timeToLive + " (expected: " + MINIMUM_TIME_TO_LIVE
                    + ".." + MAXIMUM_TIME_TO_LIVE + ")");
        }
        if (records.size() > MAXIMUM_BATCH_RECORDS) {
            throw new IllegalArgumentException(
                    "records: " + records.size() + " (expected: <= " + MAXIMUM_BATCH_RECORDS + ")");
        }
        long bytes = 0;
        for (byte[] value : records.values()) {
            if (value != null) {
                if (value.length > MAXIMUM_VALUE_BYTES) {
                    throw new IllegalArgumentException(
                            "value: " + value.length + " bytes (expected: <= " + MAXIMUM_VALUE_BYTES + ")");
                }
                bytes += value.length;
            }
        }
        if (bytes > MAXIMUM_BATCH_BYTES) {
            throw new IllegalArgumentException(
                    "records: " + bytes + " bytes (expected: <= " + MAXIMUM_BATCH_BYTES + ")");
        }
    }
}
