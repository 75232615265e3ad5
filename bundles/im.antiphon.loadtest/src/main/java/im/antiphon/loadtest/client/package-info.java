// SPDX-License-Identifier: Apache-2.0
/** Who a load test sends: publishers, listeners, participants and idle clients, over HTTP, WebSocket and UDP. */
@NullMarked
package im.antiphon.loadtest.client;

import org.jspecify.annotations.NullMarked;
