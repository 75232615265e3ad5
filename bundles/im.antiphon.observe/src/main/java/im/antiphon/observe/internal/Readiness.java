// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe.internal;

import im.antiphon.api.http.HttpServerInfo;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.plugin.LoopWatch;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.api.session.NodeDrain;
import im.antiphon.observe.Check;
import im.antiphon.observe.HealthReport;
import im.antiphon.observe.PluginChecks;
import java.util.List;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Looks whether the node has what it needs to take calls. Every part may come and go while it is asked.
 *
 * <p>The gateway and the media server are looked up when asked for, not referred to: the gateway refers to
 * {@code /health}, and that to this, so a reference from here would close a circle.
 */
@Component(service = Readiness.class)
public final class Readiness {
    /** Service property of the media server: what protects and sends its packets. */
    private static final String MEDIA_PATH = "media.path";

    private final BundleContext context;

    @Activate
    public Readiness(BundleContext context) {
        this.context = context;
    }

    HealthReport report() {
        return new HealthReport(List.of(
                ask(HttpServerInfo.class, Readiness::gateway, new Check("gateway", false, "not listening")),
                ask(MediaServer.class, this::media, new Check("media", false, "no forwarding unit")),
                plugin(PluginKind.CODEC),
                plugin(PluginKind.CONGESTION),
                ask(
                        Plugins.class,
                        plugins -> PluginChecks.quarantines(plugins.list()),
                        new Check("plugins", false, "no plugin slots")),
                ask(
                        LoopWatch.class,
                        watch -> PluginChecks.loops(watch.blocked()),
                        new Check("loops", Check.Status.DEGRADED, "not watched")),
                ask(NodeDrain.class, Readiness::drain, new Check("drain", true, "cannot be drained"))));
    }

    private static Check gateway(HttpServerInfo gateway) {
        return new Check("gateway", true, "listening on " + gateway.httpAddresses() + gateway.httpsAddresses());
    }

    private Check media(MediaServer media) {
        ServiceReference<MediaServer> reference = context.getServiceReference(MediaServer.class);
        Object path = reference == null ? null : reference.getProperty(MEDIA_PATH);
        return new Check("media", true, media.rooms().size() + " rooms" + (path == null ? "" : "; " + path));
    }

    private static Check drain(NodeDrain drain) {
        String reason = drain.reason();
        return new Check("drain", reason == null, reason == null ? "takes new sessions" : "is drained: " + reason);
    }

    private Check plugin(PluginKind kind) {
        return ask(
                Plugins.class,
                plugins -> {
                    long serving = plugins.list().stream()
                            .filter(plugin -> plugin.kind() == kind && plugin.state() == PluginState.SERVING)
                            .count();
                    return new Check(kind.label(), serving > 0, serving + " serving");
                },
                new Check(kind.label(), false, "no plugin slots"));
    }

    private <S> Check ask(Class<S> type, Function<S, Check> question, Check absent) {
        ServiceReference<S> reference = context.getServiceReference(type);
        if (reference == null) {
            return absent;
        }
        S service = context.getService(reference);
        if (service == null) {
            return absent;
        }
        try {
            return question.apply(service);
        } finally {
            context.ungetService(reference);
        }
    }
}
