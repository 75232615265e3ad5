// SPDX-License-Identifier: Apache-2.0
/** What the framework starts. */
@NullMarked
package im.antiphon.srtp.ffm.internal;

import org.jspecify.annotations.NullMarked;
