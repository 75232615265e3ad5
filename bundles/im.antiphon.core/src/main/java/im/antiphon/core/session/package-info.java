// SPDX-License-Identifier: Apache-2.0
/**
 * Sessions: the lifecycle as one table, and the registry of all that are attached to this node.
 */
@NullMarked
package im.antiphon.core.session;

import org.jspecify.annotations.NullMarked;
