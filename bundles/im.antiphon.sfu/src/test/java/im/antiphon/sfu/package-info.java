// SPDX-License-Identifier: Apache-2.0
@NullMarked
package im.antiphon.sfu;

import org.jspecify.annotations.NullMarked;
