// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

/**
 * Rooms by name: letters stand for themselves, {@code *} for any number of any, also none.
 *
 * @param pattern such as {@code team-*}; at most 128 characters
 */
public record RoomPattern(String pattern) {
    private static final int MAXIMUM_LENGTH = 128;

    public RoomPattern {
        if (pattern.isEmpty() || pattern.length() > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException(
                    "pattern: " + pattern.length() + " characters (expected: 1.." + MAXIMUM_LENGTH + ")");
        }
    }

    /** Takes at most pattern times room steps, whatever the pattern. */
    public boolean matches(String room) {
        int p = 0;
        int r = 0;
        int star = -1;
        int afterStar = 0;
        while (r < room.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                afterStar = r;
            } else if (p < pattern.length() && pattern.charAt(p) == room.charAt(r)) {
                p++;
                r++;
            } else if (star >= 0) {
                p = star + 1;
                r = ++afterStar; // the star takes one letter more
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
