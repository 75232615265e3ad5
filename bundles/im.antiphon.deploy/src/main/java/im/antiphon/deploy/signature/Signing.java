// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.signature;

import org.jspecify.annotations.Nullable;

/**
 * How a jar is signed.
 *
 * @param state in a word
 * @param signer the subject of the certificate it is signed with; null where there is none, or several
 * @param message what is wrong and what to do about it; empty where nothing is
 */
public record Signing(State state, @Nullable String signer, String message) {
    /** From the best to the worst. */
    public enum State {
        /** All of it, by one whom the operator trusts. */
        TRUSTED,
        /** Nobody has looked. */
        UNCHECKED,
        /** Not signed at all. */
        UNSIGNED,
        /** Signed, but not by one whom the operator trusts, or no longer. */
        UNTRUSTED,
        /** Changed after it was signed. */
        TAMPERED
    }
}
