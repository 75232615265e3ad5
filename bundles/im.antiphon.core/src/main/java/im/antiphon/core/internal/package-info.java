// SPDX-License-Identifier: Apache-2.0
/**
 * Declarative Services components: thin adapters around the plain packages.
 */
@NullMarked
package im.antiphon.core.internal;

import org.jspecify.annotations.NullMarked;
