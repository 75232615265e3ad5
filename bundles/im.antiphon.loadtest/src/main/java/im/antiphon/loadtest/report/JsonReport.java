// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import im.antiphon.loadtest.measure.LoadResult;
import im.antiphon.loadtest.plan.Durations;
import im.antiphon.loadtest.plan.Endpoints;
import im.antiphon.loadtest.plan.LoadPlan;
import im.antiphon.loadtest.plan.Pace;
import im.antiphon.loadtest.plan.Ramp;

/** A report for programs; {@code load-report.schema.json} beside this class says what is in it. */
public final class JsonReport {
    /** Raised when a member goes or changes its meaning. */
    public static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonReport() {}

    public static String write(Report report) {
        LoadResult result = report.result();
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("tool", "antiphon-load " + report.version());
        root.put("command", report.command());
        root.put("startedAt", result.startedAt());
        root.put("seconds", result.seconds());
        root.put("interrupted", result.interrupted());
        root.put("passed", report.passed());
        root.set("gates", JSON.valueToTree(report.gates()));
        root.set("plan", plan(result.plan()));
        root.set("machine", JSON.valueToTree(result.machine()));
        root.set("clients", JSON.valueToTree(result.clients()));
        root.set("setup", JSON.valueToTree(result.setup()));
        root.set("media", JSON.valueToTree(result.media()));
        root.set("gcPauses", JSON.valueToTree(result.gcPauses()));
        root.set("timeline", JSON.valueToTree(result.timeline()));
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // A tree can be written.
        }
    }

    /** Without the token. */
    private static ObjectNode plan(LoadPlan plan) {
        ObjectNode node = JSON.createObjectNode();
        Endpoints endpoints = plan.endpoints();
        ObjectNode where = node.putObject("endpoints");
        where.put("whip", endpoints.whip());
        where.put("whep", endpoints.whep());
        where.put("signaling", endpoints.signaling());
        where.put("metrics", endpoints.metrics());
        node.set("population", JSON.valueToTree(plan.population()));
        Pace pace = plan.pace();
        ObjectNode when = node.putObject("pace");
        when.put("ramp", text(pace.ramp()));
        when.put("connectTimeout", Durations.text(pace.connectTimeout()));
        when.put("warmUp", Durations.text(pace.warmUp()));
        when.put("duration", Durations.text(pace.duration()));
        when.put("churnPerSecond", pace.churn().perSecond());
        node.put("talk", plan.talk().toString());
        node.put("payloadLength", plan.payloadLength());
        node.put("seed", plan.seed());
        return node;
    }

    private static String text(Ramp ramp) {
        if (ramp.step().isZero()) {
            return "all";
        }
        double perSecond = ramp.clients() * 1e9 / ramp.step().toNanos();
        return ramp.clients() == 1
                ? Math.round(perSecond * 10) / 10.0 + "/s"
                : ramp.clients() + "/" + Durations.text(ramp.step());
    }
}
