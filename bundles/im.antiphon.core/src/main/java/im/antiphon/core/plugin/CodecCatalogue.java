// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.Set;

/** Which plugin encodes what. Safe from any thread. */
@FunctionalInterface
public interface CodecCatalogue {
    /** The encoding names, in upper case, for which a plugin of that name is bound. */
    Set<String> encodingsOf(String plugin);
}
