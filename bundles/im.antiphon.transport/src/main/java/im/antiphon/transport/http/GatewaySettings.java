// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import java.util.List;

/**
 * Where and for whom the gateway serves.
 *
 * @param listen the addresses and ports
 * @param advertise addresses or names by which others are to reach this node
 * @param origins whose pages may use signaling; empty: those of the same origin and of this machine
 * @param limits what clients may take
 */
public record GatewaySettings(Listen listen, List<String> advertise, List<String> origins, GatewayLimits limits) {
    public GatewaySettings {
        advertise = List.copyOf(advertise);
        origins = List.copyOf(origins);
    }

    /**
     * @param bind address to listen on
     * @param httpPort plain; 0: any free one; -1: none
     * @param httpsPort with TLS; 0: any free one; -1: none
     * @param httpBeyondLoopback whether plain HTTP may be served on an address that others can reach; where not, it stays
     *     on the loopback address whatever {@code bind} says
     */
    public record Listen(String bind, int httpPort, int httpsPort, boolean httpBeyondLoopback) {
        public Listen {
            requirePort("httpPort", httpPort);
            requirePort("httpsPort", httpsPort);
        }

        private static void requirePort(String name, int port) {
            if (port < -1 || port > 65_535) {
                throw new IllegalArgumentException(name + ": " + port + " (expected: -1..65535)");
            }
        }
    }
}
