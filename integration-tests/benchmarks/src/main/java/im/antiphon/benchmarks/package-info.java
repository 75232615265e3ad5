// SPDX-License-Identifier: Apache-2.0
/**
 * What the engines cost, each as a ratio to a baseline measured in the same run: figures of different runs, machines or days are
 * not comparable, ratios are.
 */
@NullMarked
package im.antiphon.benchmarks;

import org.jspecify.annotations.NullMarked;
