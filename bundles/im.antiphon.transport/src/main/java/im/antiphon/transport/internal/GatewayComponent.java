// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.auth.Admission;
import im.antiphon.api.http.HttpResource;
import im.antiphon.api.http.HttpServerInfo;
import im.antiphon.api.signaling.SignalingEndpoint;
import im.antiphon.transport.http.Gateway;
import im.antiphon.transport.http.GatewayLimits;
import im.antiphon.transport.http.GatewayServices;
import im.antiphon.transport.http.GatewaySettings;
import im.antiphon.transport.http.HttpRouter;
import im.antiphon.transport.loop.ConnectionMetrics;
import im.antiphon.transport.loop.EventLoops;
import im.antiphon.transport.tls.CertificateStore;
import im.antiphon.transport.tls.ServerCertificate;
import im.antiphon.transport.tls.ServerNames;
import im.antiphon.transport.tls.TlsContexts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the TCP ports and serves what other bundles register. Its service says where, and that connections are taken. */
@Component(service = HttpServerInfo.class, immediate = true, configurationPid = GatewayConfiguration.PID)
@Designate(ocd = GatewayConfiguration.class)
public final class GatewayComponent implements HttpServerInfo {
    private static final Logger logger = LoggerFactory.getLogger(GatewayComponent.class);
    private static final String HOME_PROPERTY = "antiphon.home";

    private final HttpRouter router = new HttpRouter();
    private final Gateway gateway;
    private volatile @Nullable SignalingEndpoint signaling;
    private volatile @Nullable Admission admission;

    /** @param started not asked for anything: before it is there, who connects would be refused */
    @Activate
    public GatewayComponent(
            BundleContext bundle,
            GatewayConfiguration configuration,
            @Reference AllStarted started,
            @Reference EventLoops loops,
            @Reference MetricRegistry registry)
            throws IOException, GeneralSecurityException {
        gateway = new Gateway(
                settings(configuration),
                loops,
                new GatewayServices(router, () -> signaling, () -> admission, new ConnectionMetrics(registry)),
                certificate(configuration, bundle.getProperty(HOME_PROPERTY)),
                TlsContexts.bestProvider());
    }

    private static GatewaySettings settings(GatewayConfiguration configuration) {
        return new GatewaySettings(
                new GatewaySettings.Listen(
                        configuration.bind(),
                        configuration.httpPort(),
                        configuration.httpsPort(),
                        configuration.httpBeyondLoopback()),
                List.of(configuration.advertise()),
                List.of(configuration.originWhitelist()),
                new GatewayLimits(
                        configuration.maximumConnections(),
                        configuration.maximumHeaderBytes(),
                        configuration.maximumBodyBytes(),
                        Duration.ofSeconds(configuration.requestTimeoutSeconds()),
                        new GatewayLimits.SignalingLimits(
                                Duration.ofSeconds(configuration.heartbeatSeconds()),
                                Duration.ofSeconds(configuration.heartbeatTimeoutSeconds()),
                                configuration.maximumPendingBytes())));
    }

    private static ServerCertificate certificate(GatewayConfiguration configuration, @Nullable String home)
            throws IOException, GeneralSecurityException {
        if (!configuration.certificate().isEmpty()) {
            return CertificateStore.load(Path.of(configuration.certificate()), Path.of(configuration.key()));
        }
        Path directory = null;
        if (!configuration.dataDirectory().isEmpty()) {
            directory = Path.of(configuration.dataDirectory());
        } else if (home != null) {
            directory = Path.of(home, "data", "tls");
        }
        ServerNames names = ServerNames.local().and(List.of(configuration.advertise()));
        return CertificateStore.selfSigned(directory, names, Instant.now());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindResource(HttpResource resource, Map<String, Object> properties) {
        Object path = properties.get(HttpResource.PATH);
        if (!(path instanceof String) || !((String) path).startsWith("/")) {
            logger.warn("event=resource_ignored path={} resource={}", path, resource);
            return;
        }
        Object ranking = properties.get(Constants.SERVICE_RANKING);
        router.add((String) path, ranking instanceof Integer ? (Integer) ranking : 0, resource);
    }

    void unbindResource(HttpResource resource) {
        router.remove(resource);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindSignaling(SignalingEndpoint endpoint) {
        signaling = endpoint;
    }

    void unbindSignaling(SignalingEndpoint endpoint) {
        if (signaling == endpoint) {
            signaling = null;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAdmission(Admission bound) {
        admission = bound;
    }

    void unbindAdmission(Admission gone) {
        if (admission == gone) {
            admission = null;
        }
    }

    @Deactivate
    void stop() {
        gateway.close();
    }

    @Override
    public List<InetSocketAddress> httpAddresses() {
        return gateway.httpAddresses();
    }

    @Override
    public List<InetSocketAddress> httpsAddresses() {
        return gateway.httpsAddresses();
    }

    @Override
    public List<String> advertisedAddresses() {
        return gateway.advertisedAddresses();
    }

    @Override
    public String certificateFingerprint() {
        return gateway.certificateFingerprint();
    }

    @Override
    public String ioName() {
        return gateway.ioName();
    }
}
