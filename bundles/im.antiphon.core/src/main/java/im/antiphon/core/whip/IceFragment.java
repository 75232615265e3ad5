// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.whip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a trickle fragment (RFC 8840, section 9), or of an offer: the client's credentials and candidates.
 *
 * @param ufrag the first {@code a=ice-ufrag}, or null
 * @param password the first {@code a=ice-pwd}, or null
 * @param candidates values of {@code a=candidate}, in order
 * @param ended whether {@code a=end-of-candidates} is there
 */
record IceFragment(@Nullable String ufrag, @Nullable String password, List<String> candidates, boolean ended) {
    private static final int MAXIMUM_CANDIDATES = 128;

    /** Reads the lines; null where one of them is no SDP line or there are too many candidates. */
    static @Nullable IceFragment parse(String text) {
        String ufrag = null;
        String password = null;
        List<String> candidates = new ArrayList<>();
        boolean ended = false;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.isEmpty()) {
                continue;
            }
            if (line.length() < 2 || line.charAt(1) != '=' || !Character.isLowerCase(line.charAt(0))) {
                return null;
            }
            if (line.startsWith("a=ice-ufrag:") && ufrag == null) {
                ufrag = line.substring("a=ice-ufrag:".length());
            } else if (line.startsWith("a=ice-pwd:") && password == null) {
                password = line.substring("a=ice-pwd:".length());
            } else if (line.startsWith("a=candidate:")) {
                candidates.add(line.substring("a=candidate:".length()));
            } else if (line.equals("a=end-of-candidates")) {
                ended = true;
            }
        }
        return candidates.size() > MAXIMUM_CANDIDATES ? null : new IceFragment(ufrag, password, candidates, ended);
    }
}
