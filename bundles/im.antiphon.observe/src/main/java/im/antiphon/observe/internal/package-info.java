// SPDX-License-Identifier: Apache-2.0
/**
 * The components: the metric registry, {@code /metrics}, {@code /health} and the screen at start.
 */
@NullMarked
package im.antiphon.observe.internal;

import org.jspecify.annotations.NullMarked;
