// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.codec.Codecs;
import im.antiphon.api.congestion.CongestionControllers;
import im.antiphon.api.congestion.CongestionLimits;
import im.antiphon.api.media.MediaServer;
import im.antiphon.transport.loop.EventLoops;
import im.antiphon.transport.media.MediaEndpoint;
import im.antiphon.transport.media.MediaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the media port; {@link MediaServer} is registered while it is open. */
@Component(
        service = MediaComponent.class,
        immediate = true,
        configurationPid = {"im.antiphon.transport", MediaConfiguration.PID})
public final class MediaComponent {
    private static final Logger logger = LoggerFactory.getLogger(MediaComponent.class);

    /** Service property of the media server: what protects and sends its packets, for {@code /health/ready}. */
    static final String PATH = "media.path";

    private final NativePathComponent nativePath;
    private final MediaEndpoint endpoint;
    private final ServiceRegistration<MediaServer> registration;
    private boolean closed; // guarded by this

    @Activate
    public MediaComponent(
            BundleContext bundle,
            MediaConfiguration configuration,
            @Reference EventLoops loops,
            @Reference NativePathComponent nativePath,
            @Reference CongestionControllers congestion,
            @Reference Codecs codecs,
            @Reference MetricRegistry metrics)
            throws IOException {
        MediaEndpoint.Surroundings surroundings = new MediaEndpoint.Surroundings(
                loops, nativePath.engines(), nativePath.batches(), congestion, codecs, metrics);
        endpoint = MediaEndpoint.open(settings(configuration), surroundings);
        this.nativePath = nativePath;
        registration = bundle.registerService(MediaServer.class, endpoint.server(), properties());
        nativePath.onChange(this::describe);
        describe(); // an engine may have come in between
        logger.info(
                "event=media_open candidates={} io={} loops={} srtp={} sender={}",
                endpoint.candidates(),
                loops.ioName(),
                endpoint.loopCount(),
                nativePath.engines().name(),
                endpoint.senderName());
    }

    private Dictionary<String, Object> properties() {
        return FrameworkUtil.asDictionary(
                Map.of(PATH, "srtp " + nativePath.srtpDescription() + ", sent by " + endpoint.senderName()));
    }

    private synchronized void describe() {
        if (!closed) {
            registration.setProperties(properties());
        }
    }

    private static MediaSettings settings(MediaConfiguration configuration) throws UnknownHostException {
        int port = configuration.mediaPort() >= 0 ? configuration.mediaPort() : configuration.httpsPort();
        List<InetAddress> advertise = new ArrayList<>();
        for (String address : configuration.advertise()) {
            advertise.add(InetAddress.getByName(address));
        }
        return new MediaSettings(
                new InetSocketAddress(InetAddress.getByName(configuration.bind()), port),
                advertise,
                Duration.ofSeconds(configuration.consentTimeoutSeconds()),
                configuration.maximumHandshakes(),
                configuration.maximumPeers(),
                configuration.roomPeersPerLoop(),
                new CongestionLimits(
                        configuration.minimumBitsPerSecond(),
                        configuration.startBitsPerSecond(),
                        configuration.maximumBitsPerSecond()),
                new MediaSettings.Coalescing(
                        Duration.of(configuration.coalescingMicros(), ChronoUnit.MICROS),
                        configuration.coalescingPacketsPerSecond()));
    }

    @Deactivate
    void close() {
        nativePath.onChange(() -> {});
        synchronized (this) {
            closed = true;
        }
        registration.unregister();
        endpoint.close();
        logger.info("event=media_closed");
    }
}
