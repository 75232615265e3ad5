// SPDX-License-Identifier: Apache-2.0
/** Who may know whom, who may look at the clock, what is exported: each rule a test that says why it is one. */
@NullMarked
package im.antiphon.architecture;

import org.jspecify.annotations.NullMarked;
