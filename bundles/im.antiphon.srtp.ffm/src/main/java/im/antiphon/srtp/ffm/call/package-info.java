// SPDX-License-Identifier: Apache-2.0
/** Libraries, functions and memory by address: what the rest of this bundle calls native code with. */
@NullMarked
package im.antiphon.srtp.ffm.call;

import org.jspecify.annotations.NullMarked;
