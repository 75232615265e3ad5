// SPDX-License-Identifier: Apache-2.0
/**
 * /api/v1: what a node shows to those who operate it, and what they may change.
 */
@NullMarked
package im.antiphon.core.http;

import org.jspecify.annotations.NullMarked;
