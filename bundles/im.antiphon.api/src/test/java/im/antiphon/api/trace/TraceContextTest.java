// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    /** The example of W3C Trace Context, section 3.2.3. */
    private static final String EXAMPLE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void readsWhatItWrites() {
        TraceContext context = TraceContext.parse(EXAMPLE);
        assertThat(context)
                .isEqualTo(new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true))
                .extracting(TraceContext::traceparent)
                .isEqualTo(EXAMPLE);
        assertThat(TraceContext.parse(EXAMPLE.replace("-01", "-00")))
                .extracting(TraceContext::isSampled)
                .isEqualTo(false);
    }

    @Test
    void readsALaterVersionAsOurs() {
        assertThat(TraceContext.parse("cc" + EXAMPLE.substring(2) + "-what-the-future-will-be-like"))
                .isEqualTo(TraceContext.parse(EXAMPLE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
                "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more"
            })
    void whatIsNoneBeginsATraceOfItsOwn(String text) {
        assertThat(TraceContext.parse(text)).isNull();
    }

    @Property
    void noiseIsNone(@ForAll @StringLength(max = 80) String noise) {
        TraceContext context = TraceContext.parse(noise);
        assertThat(context == null || noise.contains(context.traceId())).isTrue();
    }

    @Test
    void identifiersOfZerosAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TraceContext("0".repeat(32), "00f067aa0ba902b7", true))
                .withMessageStartingWith("traceId: 000");
    }

    @Test
    void withoutATracerContextsArePassedOn() {
        TraceContext parent = TraceContext.parse(EXAMPLE);
        TraceSpan span = Tracer.NONE.begin("call", parent, java.util.Map.of());
        span.event("ringing");
        span.end();
        assertThat(span.context()).isEqualTo(parent);
        assertThat(Tracer.NONE.begin("call", null, java.util.Map.of()).context())
                .isNull();
    }
}
