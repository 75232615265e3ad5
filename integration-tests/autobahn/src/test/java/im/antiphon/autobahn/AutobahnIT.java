// SPDX-License-Identifier: Apache-2.0
package im.antiphon.autobahn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code ./dev bench autobahn} runs it; docs/protocols/signaling-v1.md says which cases are left out, and why. */
final class AutobahnIT {
    private static final List<String> CASES = List.of("1.1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*");

    @Test
    void theGatewayFailsNoCaseOfAutobahn() throws Exception {
        Map<String, AutobahnSuite.Outcome> outcomes;
        try (EchoingGateway gateway = new EchoingGateway()) {
            outcomes = new AutobahnSuite(Path.of("target", "autobahn").toAbsolutePath())
                    .run(gateway.uri(), CASES, List.of());
        }
        System.out.printf(
                "Autobahn: %d cases, %s; closed %s%n",
                outcomes.size(),
                outcomes.values().stream()
                        .collect(Collectors.groupingBy(AutobahnSuite.Outcome::behavior, Collectors.counting())),
                outcomes.values().stream()
                        .collect(Collectors.groupingBy(AutobahnSuite.Outcome::close, Collectors.counting())));
        assertThat(outcomes).hasSizeGreaterThan(200);
        assertThat(outcomes).allSatisfy((name, outcome) -> {
            assertThat(outcome.behavior()).as(name).isIn("OK", "NON-STRICT", "INFORMATIONAL");
            // The last: rather than risk a reset that overtakes its close frame, the server lets a client that broke
            // the
            // protocol close the connection, for five seconds. Wrong codes and ends by the wrong side are others.
            assertThat(outcome.close()).as("end of " + name).isIn("OK", "INFORMATIONAL", "FAILED BY CLIENT");
        });
    }
}
