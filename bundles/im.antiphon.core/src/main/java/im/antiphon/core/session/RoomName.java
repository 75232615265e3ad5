// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import java.util.regex.Pattern;

/** What a room may be called: letters that stand in a URL as they are (RFC 3986, section 2.3). */
public final class RoomName {
    /** For people who chose another name. */
    public static final String EXPECTED = "1 to 128 of A-Z a-z 0-9 . _ ~ -";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._~-]{1,128}");

    private RoomName() {}

    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }
}
