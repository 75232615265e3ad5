// SPDX-License-Identifier: Apache-2.0
/**
 * The TCP door of a node: HTTP/1.1 for the resources of other bundles, and the upgrade to signaling.
 *
 * <p>Every error is an answer: whatever comes in, the client gets a problem document (RFC 9457) or a close code, and the
 * operator a counter, never a stack trace per request.
 */
@NullMarked
package im.antiphon.transport.http;

import org.jspecify.annotations.NullMarked;
