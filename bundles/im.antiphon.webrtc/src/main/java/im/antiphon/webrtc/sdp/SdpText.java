// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;

/** Scanning shared by the readers of this package; nothing here knows what a line means. */
final class SdpText {
    private SdpText() {}

    /** Whether the text can stand inside one line. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Keeps what we write from breaking out of its line. */
    static void requirePlain(String what, String text) {
        if (!isPlain(text)) {
            throw new IllegalArgumentException(what + ": control characters (expected: none)");
        }
    }

    /** Keeps what we write from breaking out of its field. */
    static void requireWord(String what, String text) {
        requirePlain(what, text);
        if (text.isEmpty() || text.indexOf(' ') >= 0 || text.indexOf('\t') >= 0) {
            throw new IllegalArgumentException(what + ": " + shortened(text) + " (expected: one word)");
        }
    }

    /** The words between runs of blanks. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean blank = i == text.length() || text.charAt(i) == ' ' || text.charAt(i) == '\t';
            if (blank && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            } else if (!blank && start < 0) {
                start = i;
            }
        }
        return words;
    }

    /** A decimal number without sign, within bounds; anything else is an {@link SdpException} that names it. */
    static long number(String what, String digits, long least, long most) {
        long value = 0;
        boolean valid = !digits.isEmpty() && digits.length() <= 18;
        for (int i = 0; valid && i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            valid = digit >= 0 && digit <= 9;
            value = value * 10 + digit;
        }
        if (!valid || value < least || value > most) {
            throw new SdpException(0, what + ": " + shortened(digits) + " (expected: " + least + ".." + most + ")");
        }
        return value;
    }

    static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Enough of a hostile value to recognise it by. */
    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
