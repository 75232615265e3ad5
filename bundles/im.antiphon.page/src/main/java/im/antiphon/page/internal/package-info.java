// SPDX-License-Identifier: Apache-2.0
/**
 * The call page: static files of this bundle, served under {@code /}.
 */
@NullMarked
package im.antiphon.page.internal;

import org.jspecify.annotations.NullMarked;
