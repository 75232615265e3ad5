// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What {@code /health} answers: {@code {"status":"up","checks":[{"name":…,"status":…,"detail":…}]}}.
 *
 * @param checks all of which must be up
 */
public record HealthReport(List<Check> checks) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public boolean up() {
        return checks.stream().allMatch(Check::up);
    }

    /** 200 or 503. */
    public int httpStatus() {
        return up() ? 200 : 503;
    }

    public String json() {
        ObjectNode report = JSON.createObjectNode();
        report.put("status", word(up()));
        ArrayNode list = report.putArray("checks");
        for (Check check : checks) {
            list.addObject()
                    .put("name", check.name())
                    .put("status", word(check.up()))
                    .put("detail", check.detail());
        }
        return report.toString();
    }

    private static String word(boolean up) {
        return up ? "up" : "down";
    }
}
