// SPDX-License-Identifier: Apache-2.0
/**
 * Lays out the distribution: the feature files say what goes in, the reactor and the repositories hold it.
 */
@NullMarked
package im.antiphon.assembly;

import org.jspecify.annotations.NullMarked;
