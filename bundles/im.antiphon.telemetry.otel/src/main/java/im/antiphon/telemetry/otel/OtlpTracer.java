// SPDX-License-Identifier: Apache-2.0
package im.antiphon.telemetry.otel;

import im.antiphon.api.trace.TraceContext;
import im.antiphon.api.trace.TraceSpan;
import im.antiphon.api.trace.Tracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Records spans and sends them, in batches and by a thread of its own, to a collector. While the collector is away spans wait
 * in a bounded queue; when that is full, new ones are dropped.
 *
 * <p>Set up here and not by discovery: nothing is registered globally, so that two versions may run side by side.
 */
public class OtlpTracer implements Tracer, AutoCloseable {
    private static final String SCOPE = "im.antiphon";
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final long CLOSE_SECONDS = 5;

    private final SdkTracerProvider provider;
    private final io.opentelemetry.api.trace.Tracer tracer;

    public OtlpTracer(OtlpSettings settings) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setTimeout(REQUEST)
                .setComponentLoader(
                        io.opentelemetry.common.ComponentLoader.forClassLoader(OtlpTracer.class.getClassLoader()));
        settings.headers().forEach(exporter::addHeader);
        provider = SdkTracerProvider.builder()
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.ratio())))
                .setResource(Resource.builder()
                        .put("service.name", settings.serviceName())
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter.build())
                        .setScheduleDelay(settings.delay())
                        .setMaxQueueSize(settings.maximumQueued())
                        .setMaxExportBatchSize(Math.min(512, settings.maximumQueued()))
                        .build())
                .build();
        tracer = provider.get(SCOPE);
    }

    @Override
    public final TraceSpan begin(String name, @Nullable TraceContext parent, Map<String, String> attributes) {
        SpanBuilder builder = tracer.spanBuilder(name);
        if (parent == null) {
            builder.setNoParent();
        } else {
            builder.setParent(Context.root().with(Span.wrap(remote(parent))));
        }
        attributes.forEach(builder::setAttribute);
        return new RecordedSpan(builder.startSpan());
    }

    /** Sends what waits, for at most {@value #CLOSE_SECONDS} seconds. */
    @Override
    public final void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private static SpanContext remote(TraceContext context) {
        return SpanContext.createFromRemoteParent(
                context.traceId(),
                context.spanId(),
                context.isSampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }

    /** A span of the library, which is itself safe from any thread. */
    private record RecordedSpan(Span span) implements TraceSpan {
        private static final AttributeKey<String> REASON = AttributeKey.stringKey("antiphon.reason");

        @Override
        public TraceContext context() {
            SpanContext context = span.getSpanContext();
            return new TraceContext(context.getTraceId(), context.getSpanId(), context.isSampled());
        }

        @Override
        public void attribute(String name, String value) {
            span.setAttribute(name, value);
        }

        @Override
        public void event(String name) {
            span.addEvent(name);
        }

        @Override
        public void end() {
            span.end();
        }

        @Override
        public void fail(String reason) {
            span.setStatus(StatusCode.ERROR, reason);
            span.setAttribute(REASON, reason);
            span.end();
        }
    }
}
