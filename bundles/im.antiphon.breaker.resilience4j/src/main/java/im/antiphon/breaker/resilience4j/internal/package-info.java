// SPDX-License-Identifier: Apache-2.0
/** The component that offers the breaker. */
@NullMarked
package im.antiphon.breaker.resilience4j.internal;

import org.jspecify.annotations.NullMarked;
