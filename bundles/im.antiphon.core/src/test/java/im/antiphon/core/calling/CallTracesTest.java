// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.calling;

import static im.antiphon.core.calling.CallingNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.trace.TraceContext;
import im.antiphon.api.trace.TraceSpan;
import im.antiphon.api.trace.Tracer;
import im.antiphon.core.call.CallLimits;
import im.antiphon.core.call.CallSettings;
import im.antiphon.core.call.RelaySettings;
import im.antiphon.core.calling.CallingNode.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallTracesTest {
    private static final String CLIENTS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final CallingNode node = new CallingNode(
            "n1", new CallLimits(new CallSettings(45 * SECOND, 60 * SECOND, 4, true), RelaySettings.DEFAULT, 3, 100));
    private final Notebook notebook = new Notebook();

    /** Writes down which spans begin and how they end; numbers them instead of drawing lots. */
    private static final class Notebook implements Tracer {
        private final List<String> lines = new ArrayList<>();
        private int spans;

        @Override
        public TraceSpan begin(String name, @Nullable TraceContext parent, Map<String, String> attributes) {
            String id = String.format("%016x", ++spans);
            String label = name + attributes.getOrDefault("antiphon.user", "");
            lines.add(label + " under " + (parent == null ? "nothing" : parent.spanId()));
            String trace = parent == null ? "f".repeat(32) : parent.traceId();
            return new TraceSpan() {
                @Override
                public TraceContext context() {
                    return new TraceContext(trace, id, true);
                }

                @Override
                public void attribute(String key, String value) {}

                @Override
                public void event(String happened) {}

                @Override
                public void end() {
                    lines.add(label + " ends");
                }

                @Override
                public void fail(String reason) {
                    lines.add(label + " fails: " + reason);
                }
            };
        }
    }

    @Test
    void fromTheInvitationToTheFirstSoundIsOneTrace() {
        node.tracer = notebook;
        Client ada = node.signIn("ada", "phone");
        Client bob = node.signIn("bob", "phone");
        ada.sayTraced("invite", "{\"users\":[\"bob\"]}", CLIENTS);
        assertThat(bob.heard.get(0).get("traceparent").asText())
                .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000001-01");
        bob.say("ringing", node.call(1));
        bob.say("accept", node.call(1));
        bob.say("health", "{\"roundTripMillis\":12}");
        bob.say("health", "{\"roundTripMillis\":13}");
        ada.say("hangup", node.call(1));
        assertThat(notebook.lines)
                .containsExactly(
                        "call under 00f067aa0ba902b7",
                        "call.invitebob under 0000000000000001",
                        "call.invitebob ends",
                        "call.ringbob under 0000000000000001",
                        "call.ringbob ends",
                        "call.mediabob under 0000000000000001",
                        "call.mediabob ends",
                        "call ends");
    }

    @Test
    void aCallThatNobodyAnswersHasFailed() {
        node.tracer = notebook;
        Client ada = node.signIn("ada", "phone");
        Client bob = node.signIn("bob", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        bob.say("ringing", node.call(1));
        node.pass(45 * SECOND);
        assertThat(notebook.lines)
                .containsExactly(
                        "call under nothing",
                        "call.invitebob under 0000000000000001",
                        "call.invitebob ends",
                        "call.ringbob under 0000000000000001",
                        "call.ringbob fails: left",
                        "call fails: no-answer");
    }

    @Test
    void withoutATracerNothingIsSaidOfTraces() {
        Client ada = node.signIn("ada", "phone");
        Client bob = node.signIn("bob", "phone");
        ada.say("invite", "{\"users\":[\"bob\"]}");
        assertThat(bob.heard.get(0).has("traceparent")).isFalse();
    }
}
