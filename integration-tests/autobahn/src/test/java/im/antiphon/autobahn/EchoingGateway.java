// SPDX-License-Identifier: Apache-2.0
package im.antiphon.autobahn;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.signaling.SignalingConnection;
import im.antiphon.api.signaling.SignalingReceiver;
import im.antiphon.transport.http.Gateway;
import im.antiphon.transport.http.GatewayLimits;
import im.antiphon.transport.http.GatewayServices;
import im.antiphon.transport.http.GatewaySettings;
import im.antiphon.transport.http.HttpRouter;
import im.antiphon.transport.loop.ConnectionMetrics;
import im.antiphon.transport.loop.OwnedEventLoops;
import im.antiphon.transport.loop.Transports;
import im.antiphon.transport.tls.CertificateStore;
import im.antiphon.transport.tls.ServerNames;
import im.antiphon.transport.tls.TlsContexts;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The product's gateway with the product's limits, on a port of its own. Only who sits behind it is another: instead of the
 * session core one who says back what it is told.
 */
final class EchoingGateway implements AutoCloseable {
    private final OwnedEventLoops loops = new OwnedEventLoops(Transports.best(), 1, 1);
    private final Gateway gateway;

    EchoingGateway() throws IOException, GeneralSecurityException {
        gateway = new Gateway(
                new GatewaySettings(
                        new GatewaySettings.Listen("127.0.0.1", 0, -1, false),
                        List.of(),
                        List.of(),
                        GatewayLimits.DEFAULT),
                loops,
                new GatewayServices(
                        new HttpRouter(),
                        () -> (connection, identity) -> new Echo(connection),
                        () -> credentials ->
                                CompletableFuture.completedFuture(Identity.claimed("autobahn", "suite", Grants.ALL)),
                        new ConnectionMetrics(new MetricRegistry())),
                CertificateStore.selfSigned(null, ServerNames.local(), Instant.now()),
                TlsContexts.bestProvider());
    }

    String uri() {
        return "ws://127.0.0.1:" + gateway.httpAddresses().get(0).getPort() + "/signaling";
    }

    @Override
    public void close() {
        gateway.close();
        loops.close();
    }

    private record Echo(SignalingConnection connection) implements SignalingReceiver {
        @Override
        public void onText(String text) {
            connection.send(text);
        }

        @Override
        public void onOversized(long sizeInBytes) {
            connection.send("too long: " + sizeInBytes);
        }

        @Override
        public void onClosed(String reason) {
            // nothing is kept for it
        }
    }
}
