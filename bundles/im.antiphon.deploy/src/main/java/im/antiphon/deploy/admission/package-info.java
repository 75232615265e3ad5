// SPDX-License-Identifier: Apache-2.0
/**
 * The rules by which a plugin's jar is let in, before anything is installed.
 */
@NullMarked
package im.antiphon.deploy.admission;

import org.jspecify.annotations.NullMarked;
