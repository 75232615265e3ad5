// SPDX-License-Identifier: Apache-2.0
/** The component that offers the controller as a plugin. */
@NullMarked
package im.antiphon.congestion.remb.internal;

import org.jspecify.annotations.NullMarked;
