// SPDX-License-Identifier: Apache-2.0
/** A circuit breaker that stands on Sentinel, driven by the time it is given. */
@NullMarked
package im.antiphon.breaker.sentinel;

import org.jspecify.annotations.NullMarked;
