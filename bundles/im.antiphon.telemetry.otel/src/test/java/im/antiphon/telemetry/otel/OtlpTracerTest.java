// SPDX-License-Identifier: Apache-2.0
package im.antiphon.telemetry.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import im.antiphon.api.trace.TraceContext;
import im.antiphon.api.trace.TraceSpan;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector receives, read with OpenTelemetry's own protocol definition. */
class OtlpTracerTest {
    private static final long PATIENCE_SECONDS = 60;

    private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private HttpServer collector;

    @BeforeEach
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            boolean isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"));
            InputStream body = isZipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
            keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-key")));
            requests.add(ExportTraceServiceRequest.parseFrom(body));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    private OtlpTracer tracer(double ratio) {
        return new OtlpTracer(new OtlpSettings(
                URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces"),
                Map.of("x-key", "secret"),
                "node-a",
                ratio,
                Duration.ofMillis(50),
                1_000));
    }

    private List<Span> spans() {
        return requests.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    @Test
    void aCallIsOneTraceWhoeverBeganIt() {
        TraceContext client = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
        try (OtlpTracer tracer = tracer(0)) {
            TraceSpan call = tracer.begin("call", client, Map.of("antiphon.call", "c1"));
            TraceSpan ring = tracer.begin("call.ring", call.context(), Map.of());
            ring.attribute("antiphon.user", "bea");
            ring.event("ringing");
            ring.end();
            call.fail("no-answer");
        }
        awaitSpans(2);
        assertThat(spans()).extracting(Span::getName).containsExactlyInAnyOrder("call", "call.ring");
        Span call = named("call");
        Span ring = named("call.ring");
        for (Span span : List.of(call, ring)) {
            assertThat(hex(span.getTraceId().toByteArray())).isEqualTo(client.traceId());
        }
        assertThat(hex(call.getParentSpanId().toByteArray())).isEqualTo(client.spanId());
        assertThat(ring.getParentSpanId()).isEqualTo(call.getSpanId());
        assertThat(ring.getEventsList()).extracting(Span.Event::getName).containsExactly("ringing");
        assertThat(call.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(call.getStatus().getMessage()).isEqualTo("no-answer");
        assertThat(ring.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(keys).containsOnly("secret");
        assertThat(requests.get(0).getResourceSpans(0).getResource().getAttributesList())
                .anySatisfy(attribute -> {
                    assertThat(attribute.getKey()).isEqualTo("service.name");
                    assertThat(attribute.getValue().getStringValue()).isEqualTo("node-a");
                });
    }

    @Test
    void tracesThatAreNotWantedArePassedOnAndNotSent() {
        TraceContext unwanted = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", false);
        try (OtlpTracer tracer = tracer(1)) {
            TraceSpan span = tracer.begin("call", unwanted, Map.of());
            TraceContext context = span.context();
            assertThat(context).isNotNull();
            assertThat(context.traceId()).isEqualTo(unwanted.traceId());
            assertThat(context.isSampled()).isFalse();
            span.end();
        }
        assertThat(spans()).isEmpty();
    }

    @Test
    void aCollectorThatIsAwayHoldsNobodyUp() {
        OtlpTracer tracer = tracer(1);
        collector.stop(0);
        for (int i = 0; i < 5_000; i++) {
            tracer.begin("call", null, Map.of()).end(); // far more than may wait
        }
        tracer.close();
        assertThat(requests).isEmpty();
    }

    @Test
    void settingsThatCannotWorkAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OtlpSettings(URI.create("collector"), Map.of(), "a", 1, Duration.ZERO, 1))
                .withMessage("endpoint: collector (expected: http://… or https://…)");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new OtlpSettings(URI.create("http://a/"), Map.of(), "a", Double.NaN, Duration.ZERO, 1))
                .withMessageStartingWith("ratio: NaN");
    }

    /** Closing a tracer waits for a few seconds only; what is still on its way then comes nevertheless. */
    private void awaitSpans(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (spans().size() < count) {
            assertThat(System.nanoTime()).as("%d spans never came", count).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private Span named(String name) {
        return spans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
