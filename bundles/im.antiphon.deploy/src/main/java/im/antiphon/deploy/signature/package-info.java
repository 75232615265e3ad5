// SPDX-License-Identifier: Apache-2.0
/**
 * Who has signed a plugin's jar, and whether the operator trusts them.
 */
@NullMarked
package im.antiphon.deploy.signature;

import org.jspecify.annotations.NullMarked;
