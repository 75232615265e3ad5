// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import org.jspecify.annotations.Nullable;

/**
 * What became of a plugin's file.
 *
 * @param type what happened
 * @param file its name
 * @param symbolicName of its bundle; null where that could not be read
 * @param version of its bundle; null where that could not be read
 * @param reason why it was refused; null but for {@link Type#REJECTED}
 * @param message a sentence for operators and, where it was refused, for the plugin's author
 * @param epochMillis when, on the wall clock
 */
public record DeploymentEvent(
        Type type,
        String file,
        @Nullable String symbolicName,
        @Nullable String version,
        DeploymentException.@Nullable Reason reason,
        String message,
        long epochMillis) {
    /** The ways that lead into and out of a node. */
    public enum Type {
        /** It runs. */
        INSTALLED,
        /** It was refused, or failed as it started; nothing has changed. */
        REJECTED,
        /** It was taken out by an operator. */
        REMOVED,
        /** It was taken out so that the version before serves again. */
        ROLLED_BACK,
        /** It was taken out because enough newer versions are kept for rolling back. */
        RETIRED
    }
}
