// SPDX-License-Identifier: Apache-2.0
/** Says what was found: text, JSON and a page with graphs. */
@NullMarked
package im.antiphon.loadtest.report;

import org.jspecify.annotations.NullMarked;
