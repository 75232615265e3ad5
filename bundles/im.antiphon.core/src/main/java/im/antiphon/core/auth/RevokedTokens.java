// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.auth;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Tokens that have been called back; of more than {@value #MAXIMUM} the oldest are forgotten. Safe from any thread. */
final class RevokedTokens {
    static final int MAXIMUM = 10_000;

    private final Set<String> ids = new LinkedHashSet<>();

    synchronized void add(String tokenId) {
        ids.remove(tokenId);
        ids.add(tokenId);
        if (ids.size() > MAXIMUM) {
            Iterator<String> oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    synchronized boolean contains(String tokenId) {
        return ids.contains(tokenId);
    }

    synchronized List<String> all() {
        return List.copyOf(ids);
    }
}
