// SPDX-License-Identifier: Apache-2.0
@NullMarked
package im.antiphon.srtp.ffm.socket;

import org.jspecify.annotations.NullMarked;
