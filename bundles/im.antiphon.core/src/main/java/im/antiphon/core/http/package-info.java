// SPDX-License-Identifier: Apache-2.0
/**
 * The read-only pages of /api/v1.
 */
@NullMarked
package im.antiphon.core.http;

import org.jspecify.annotations.NullMarked;
