// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy.signature;

/** What becomes of a plugin that is not signed with a trusted key. */
public enum SignaturePolicy {
    /** Signatures are not looked at. */
    OFF,
    /** It is installed, and the log says so. What was changed after it was signed is refused. */
    WARN,
    /** It is refused. */
    REQUIRE
}
