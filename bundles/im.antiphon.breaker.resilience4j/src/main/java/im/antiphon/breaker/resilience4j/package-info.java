// SPDX-License-Identifier: Apache-2.0
/** A circuit breaker that stands on resilience4j, driven by the time it is given. */
@NullMarked
package im.antiphon.breaker.resilience4j;

import org.jspecify.annotations.NullMarked;
