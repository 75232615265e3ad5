// SPDX-License-Identifier: Apache-2.0
package im.antiphon.telemetry.otel.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the PID im.antiphon.telemetry.otel; without one nothing is recorded. A change begins anew. */
@ObjectClassDefinition(name = "Antiphon telemetry: OpenTelemetry", description = "Where traces go.")
@interface OtlpConfiguration {
    @AttributeDefinition(description = "The collector: OTLP over HTTP, with its path.")
    String endpoint() default "http://127.0.0.1:4318/v1/traces";

    @AttributeDefinition(description = "NAME=value, sent with every request.")
    String[] headers() default {};

    @AttributeDefinition(description = "What this node is called in traces.")
    String service_name() default "antiphon";

    @AttributeDefinition(description = "Share of the traces begun here that are recorded, 0 to 1.")
    double ratio() default 1.0;

    @AttributeDefinition(description = "Time between two requests, ms.")
    long delay_millis() default 1000;

    @AttributeDefinition(description = "Spans that wait for the collector; more are dropped.")
    int maximum_queued() default 8192;
}
