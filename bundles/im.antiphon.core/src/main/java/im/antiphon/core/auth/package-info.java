// SPDX-License-Identifier: Apache-2.0
/**
 * Who is let in: the authenticator's word, or the rule for nodes that have none.
 */
@NullMarked
package im.antiphon.core.auth;

import org.jspecify.annotations.NullMarked;
