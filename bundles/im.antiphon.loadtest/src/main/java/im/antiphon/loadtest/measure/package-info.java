// SPDX-License-Identifier: Apache-2.0
/** What a load test finds out: figures, how voices sounded, and whether that is good enough. Pure. */
@NullMarked
package im.antiphon.loadtest.measure;

import org.jspecify.annotations.NullMarked;
