// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.ice;

import java.util.random.RandomGenerator;

/**
 * One side's user name fragment and password, as {@code a=ice-ufrag} and {@code a=ice-pwd} carry them
 * (RFC 8839, section 5.4).
 *
 * @param ufrag 4 to 256 ice-chars
 * @param password 22 to 256 ice-chars; never printed by {@link #toString()}
 */
public record IceCredentials(String ufrag, String password) {
    private static final String ICE_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int MAXIMUM_LENGTH = 256;
    private static final int MINIMUM_UFRAG_LENGTH = 4;
    private static final int MINIMUM_PASSWORD_LENGTH = 22;
    private static final int RANDOM_UFRAG_LENGTH = 8;
    private static final int RANDOM_PASSWORD_LENGTH = 24;

    public IceCredentials {
        if (!isUfrag(ufrag)) {
            throw new IllegalArgumentException("ufrag: " + ufrag + " (expected: 4..256 ice-chars)");
        }
        if (!isPassword(password)) {
            throw new IllegalArgumentException(
                    "password: of length " + password.length() + " (expected: 22..256 ice-chars)");
        }
    }

    /**
     * New credentials of 48 and 144 bits.
     *
     * @param random a cryptographically strong one, but in tests
     */
    public static IceCredentials random(RandomGenerator random) {
        return new IceCredentials(iceChars(RANDOM_UFRAG_LENGTH, random), iceChars(RANDOM_PASSWORD_LENGTH, random));
    }

    /** Whether a peer's text can be a user name fragment. */
    public static boolean isUfrag(String text) {
        return isIceChars(text, MINIMUM_UFRAG_LENGTH);
    }

    /** Whether a peer's text can be a password. */
    public static boolean isPassword(String text) {
        return isIceChars(text, MINIMUM_PASSWORD_LENGTH);
    }

    private static boolean isIceChars(String text, int minimumLength) {
        return text.length() >= minimumLength
                && text.length() <= MAXIMUM_LENGTH
                && text.chars().allMatch(c -> ICE_CHARS.indexOf(c) >= 0);
    }

    private static String iceChars(int length, RandomGenerator random) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "IceCredentials[ufrag=" + ufrag + "]";
    }
}
