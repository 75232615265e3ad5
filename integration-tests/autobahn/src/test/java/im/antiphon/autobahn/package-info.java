// SPDX-License-Identifier: Apache-2.0
/** The WebSocket of signaling, held against the Autobahn test suite. */
@NullMarked
package im.antiphon.autobahn;

import org.jspecify.annotations.NullMarked;
