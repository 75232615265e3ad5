// SPDX-License-Identifier: Apache-2.0
/** A circuit breaker of our own: a table of transitions over a window of ten slices. */
@NullMarked
package im.antiphon.breaker.slidingwindow;

import org.jspecify.annotations.NullMarked;
