// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a plugin that is installed.
 *
 * @param symbolicName of its bundle
 * @param version of its bundle, in OSGi's form
 * @param file its name in {@code plugins/}
 * @param signer the subject of the trusted certificate it is signed with; null where it is not signed with one
 * @param state whether it is the newest of its versions
 * @param rollBackVersions the older versions that are installed, the one that a roll back leads to first; empty but for
 *     {@link State#CURRENT}. Versions that the distribution brings are among them
 * @param epochMillis when it was installed, on the wall clock; after a start of the server, when that found it
 */
public record DeployedPlugin(
        String symbolicName,
        String version,
        String file,
        @Nullable String signer,
        State state,
        List<String> rollBackVersions,
        long epochMillis) {
    public DeployedPlugin {
        rollBackVersions = List.copyOf(rollBackVersions);
    }

    /** Which of a plugin's versions this is. Both are started; that the newer one serves is the slots' doing. */
    public enum State {
        /** The newest one. */
        CURRENT,
        /** Kept for a roll back. */
        STANDBY
    }
}
