// SPDX-License-Identifier: Apache-2.0
package im.antiphon.telemetry.otel.internal;

import im.antiphon.api.trace.Tracer;
import im.antiphon.telemetry.otel.OtlpSettings;
import im.antiphon.telemetry.otel.OtlpTracer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Traces, as soon as it is configured where to. */
@Component(
        configurationPid = "im.antiphon.telemetry.otel",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        service = Tracer.class)
@Designate(ocd = OtlpConfiguration.class)
public final class OtlpComponent extends OtlpTracer {
    @Activate
    public OtlpComponent(OtlpConfiguration configuration) {
        super(new OtlpSettings(
                URI.create(configuration.endpoint()),
                pairs(configuration.headers()),
                configuration.service_name(),
                configuration.ratio(),
                Duration.ofMillis(configuration.delay_millis()),
                configuration.maximum_queued()));
    }

    @Deactivate
    void deactivate() {
        close();
    }

    private static Map<String, String> pairs(String[] headers) {
        Map<String, String> pairs = new TreeMap<>();
        for (String header : headers) {
            int equals = header.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("headers: a header without a name (expected: NAME=value)");
            }
            pairs.put(
                    header.substring(0, equals).trim(),
                    header.substring(equals + 1).trim());
        }
        return pairs;
    }
}
