// SPDX-License-Identifier: Apache-2.0
/**
 * What a plugin's jar holds and says of itself, read without trust: nothing in it is loaded or run.
 */
@NullMarked
package im.antiphon.deploy.jar;

import org.jspecify.annotations.NullMarked;
