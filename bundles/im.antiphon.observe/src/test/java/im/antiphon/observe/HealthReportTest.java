// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HealthReportTest {
    @Test
    void isUpWhenEveryCheckIs() {
        HealthReport report = new HealthReport(List.of(new Check("media", true, "present")));

        assertThat(report.httpStatus()).isEqualTo(200);
        assertThat(report.json())
                .isEqualTo(
                        "{\"status\":\"up\",\"checks\":[{\"name\":\"media\",\"status\":\"up\",\"detail\":\"present\"}]}");
    }

    @Test
    void isDownWhenOneCheckIs() {
        HealthReport report = new HealthReport(List.of(new Check("a", true, ""), new Check("b", false, "no \"b\"")));

        assertThat(report.httpStatus()).isEqualTo(503);
        assertThat(report.json()).startsWith("{\"status\":\"down\"").contains("no \\\"b\\\"");
    }

    @Test
    void isStillReadyWhenOneCheckIsDegraded() {
        HealthReport report = new HealthReport(
                List.of(new Check("a", true, ""), new Check("plugins", Check.Status.DEGRADED, "one is out")));

        assertThat(report.httpStatus()).isEqualTo(200);
        assertThat(report.json())
                .startsWith("{\"status\":\"degraded\"")
                .contains("{\"name\":\"plugins\",\"status\":\"degraded\",\"detail\":\"one is out\"}");
    }
}
