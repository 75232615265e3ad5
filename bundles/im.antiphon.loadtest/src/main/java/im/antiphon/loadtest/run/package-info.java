// SPDX-License-Identifier: Apache-2.0
/** Runs a plan: threads, clocks, comings and goings, and the collecting of what was found. */
@NullMarked
package im.antiphon.loadtest.run;

import org.jspecify.annotations.NullMarked;
