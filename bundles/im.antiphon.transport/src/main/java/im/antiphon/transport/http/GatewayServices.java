// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.transport.loop.ConnectionMetrics;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway serves, and where it counts.
 *
 * @param router the resources of the moment
 * @param signaling the session core, or null while there is none; asked once per upgrade
 * @param admission decides who may use signaling, or null while there is nobody to decide; asked once per upgrade
 * @param metrics shared by all connections
 */
public record GatewayServices(
        HttpRouter router,
        Supplier<@Nullable SignalingEndpoint> signaling,
        Supplier<@Nullable Admission> admission,
        ConnectionMetrics metrics) {}
