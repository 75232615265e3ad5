// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe.internal;

import im.antiphon.api.http.HttpServerInfo;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.api.plugin.Plugins;
import im.antiphon.observe.Check;
import im.antiphon.observe.HealthReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Looks whether the node has what it needs to take calls. Every part may come and go while it is asked. */
@Component(service = Readiness.class)
public final class Readiness {
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable HttpServerInfo gateway;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable MediaServer media;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile @Nullable Plugins plugins;

    HealthReport report() {
        return new HealthReport(List.of(
                gateway(),
                service("media", media, "forwarding unit"),
                plugin(PluginKind.CODEC),
                plugin(PluginKind.CONGESTION)));
    }

    private Check gateway() {
        HttpServerInfo current = gateway;
        return current == null
                ? new Check("gateway", false, "not listening")
                : new Check("gateway", true, "listening on " + current.httpsAddresses());
    }

    private static Check service(String name, @Nullable Object service, String what) {
        return new Check(name, service != null, service == null ? "no " + what : what + " present");
    }

    private Check plugin(PluginKind kind) {
        Plugins current = plugins;
        long serving = current == null
                ? 0
                : current.list().stream()
                        .filter(plugin -> plugin.kind() == kind && plugin.state() == PluginState.SERVING)
                        .count();
        return new Check(kind.label(), serving > 0, serving + " serving");
    }
}
