// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.peer;

import java.security.SecureRandom;
import java.util.concurrent.Executor;

/**
 * What a transport borrows from its surroundings.
 *
 * @param loop the event loop it is confined to
 * @param handshakes runs DTLS handshakes, which block; bounded
 * @param random for keys
 */
public record PeerExecutors(Executor loop, Executor handshakes, SecureRandom random) {}
