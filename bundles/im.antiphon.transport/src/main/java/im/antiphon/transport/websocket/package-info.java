// SPDX-License-Identifier: Apache-2.0
/**
 * WebSocket (RFC 6455) as signaling needs it: text, one handler per connection, nothing kept between two messages.
 *
 * <p>Deliberately not done: extensions (no per-message deflate: it costs more memory per idle connection than everything
 * else together), binary messages, sub-protocols other than {@code signaling-v1}.
 */
@NullMarked
package im.antiphon.transport.websocket;

import org.jspecify.annotations.NullMarked;
