// SPDX-License-Identifier: Apache-2.0
/**
 * The component and its configuration.
 */
@NullMarked
package im.antiphon.bus.redis.internal;

import org.jspecify.annotations.NullMarked;
