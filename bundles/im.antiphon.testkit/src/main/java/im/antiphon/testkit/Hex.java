// SPDX-License-Identifier: Apache-2.0
package im.antiphon.testkit;

import java.util.HexFormat;

/** Bytes as lower-case hexadecimal text and back, the way vectors and failure messages spell them. */
public final class Hex {
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /**
     * Reads digits of either case. White space, {@code :} and everything from a {@code #} to the end of its line are skipped,
     * so that a vector can be pasted as its RFC prints it and explained line by line.
     *
     * @throws IllegalArgumentException on any other character, or on half a byte
     */
    public static byte[] parse(CharSequence text) {
        StringBuilder digits = new StringBuilder(text.length());
        boolean comment = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '#') {
                comment = true;
            } else if (c == '\n') {
                comment = false;
            } else if (!comment && c != ':' && !Character.isWhitespace(c)) {
                digits.append(c);
            }
        }
        return FORMAT.parseHex(digits);
    }

    /** All of {@code bytes}, without separators. */
    public static String format(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /** {@code length} bytes from {@code offset}, without separators. */
    public static String format(byte[] bytes, int offset, int length) {
        return FORMAT.formatHex(bytes, offset, offset + length);
    }
}
