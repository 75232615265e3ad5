// SPDX-License-Identifier: Apache-2.0
/**
 * Declarative Services component and the framework's side of things: thin adapters around the plain packages.
 */
@NullMarked
package im.antiphon.deploy.internal;

import org.jspecify.annotations.NullMarked;
