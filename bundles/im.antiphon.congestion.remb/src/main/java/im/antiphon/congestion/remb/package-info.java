// SPDX-License-Identifier: Apache-2.0
/**
 * A congestion controller that follows the receiver's estimate (REMB) and, where none comes, the loss that receivers
 * report.
 */
@NullMarked
package im.antiphon.congestion.remb;

import org.jspecify.annotations.NullMarked;
