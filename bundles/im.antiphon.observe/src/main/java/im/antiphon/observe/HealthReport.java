// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.observe.Check.Status;
import java.util.Comparator;
import java.util.List;

/**
 * What {@code /health} answers: {@code {"status":"up","checks":[{"name":…,"status":…,"detail":…}]}}.
 *
 * @param checks none of which may be down
 */
public record HealthReport(List<Check> checks) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** That of the worst check. */
    public Status status() {
        return checks.stream().map(Check::status).max(Comparator.naturalOrder()).orElse(Status.UP);
    }

    /** 200, or 503 where anything is down. */
    public int httpStatus() {
        return status() == Status.DOWN ? 503 : 200;
    }

    public String json() {
        ObjectNode report = JSON.createObjectNode();
        report.put("status", status().word());
        ArrayNode list = report.putArray("checks");
        for (Check check : checks) {
            list.addObject()
                    .put("name", check.name())
                    .put("status", check.status().word())
                    .put("detail", check.detail());
        }
        return report.toString();
    }
}
