// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import im.antiphon.loadtest.measure.Gate;
import im.antiphon.loadtest.measure.LoadResult;
import im.antiphon.loadtest.measure.Results;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.xml.sax.SAXException;

class ReportTest {
    private static Report report(LoadResult result) {
        return new Report(
                "1.0",
                "antiphon-load --whip 'http://h/{room}?a&b'",
                result,
                List.of(
                        Gate.parse("loss=1%").check(result),
                        Gate.parse("streams=100%").check(result)));
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream in = JsonReport.class.getResourceAsStream("load-report.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Objects.requireNonNull(in));
        }
    }

    @Test
    void jsonIsAsItsSchemaSays() throws IOException {
        assertThat(schema().validate(JsonReport.write(report(Results.typical())), InputFormat.JSON))
                .isEmpty();
        assertThat(schema().validate(JsonReport.write(report(Results.nobody())), InputFormat.JSON))
                .isEmpty();
        assertThat(schema().validate("{\"format\": 1}", InputFormat.JSON)).isNotEmpty();
    }

    @Test
    void noReportTellsTheToken() {
        Report report = report(Results.typical());
        assertThat(JsonReport.write(report) + HtmlReport.write(report) + TextReport.write(report))
                .doesNotContain("secret");
    }

    @Test
    void textSaysTheSameInAFewLines() {
        assertThat(TextReport.write(report(Results.typical())))
                .isEqualTo(
                        """
                        clients        200 began, 198 connected, 2 failed, 3 ended by themselves, 0 left
                          failed       2 × listener, whep: 503 <full>
                          ended        3 × publisher, consent-expired
                        set-up         p50 90.0, p90 200.0, p99 300.0, p99.9 310.0, most 320.0 ms
                          answer       p50 2.0, p90 10.0, p99 20.0, p99.9 40.0, most 50.0 ms
                          ICE          p50 2.0, p90 10.0, p99 20.0, p99.9 40.0, most 50.0 ms
                          DTLS         p50 2.0, p90 10.0, p99 20.0, p99.9 40.0, most 50.0 ms
                        first media    p50 2.0, p90 10.0, p99 20.0, p99.9 40.0, most 50.0 ms
                        packets        5,000 sent, 99,600 received in 10 s
                        loss           400 lost (0.4000 %, worst stream 5.00 %), 1 duplicated, 2 reordered, 3 late
                        streams        990 of 1,000 heard by 100 listeners
                        latency        p50 2.0, p90 10.0, p99 20.0, p99.9 40.0, most 50.0 ms
                        jitter         p50 1.0, p90 2.0, p99 5.0, p99.9 6.0, most 7.0 ms
                        longest gap    100 ms
                        quality (MOS)  median 4.20, 95 % at least 4.20, worst 3.50
                        server pauses  p50 2.0, p90 5.0, p99 8.0, p99.9 9.0, most 9.0 ms
                        this process   0.70 processors of 4, 0 MB of heap
                        passed         loss=1%            measured 0.4%
                        FAILED         streams=100%       measured 99%
                        """);
    }

    @Test
    void thePageNeedsNothingElseAndIsEscaped() {
        String page = HtmlReport.write(report(Results.typical()));
        assertThat(page)
                .contains(
                        "Load test <em class=\"failed\">", "<svg", "503 &lt;full&gt;", "A &lt;fast&gt; one", "?a&amp;b")
                .doesNotContain("<full>", "<fast>", "<script", " src=", "NaN", "Infinity");
        assertThat(HtmlReport.write(report(Results.nobody())))
                .contains("ended before its time")
                .doesNotContain("<svg");
    }

    @Test
    void itsGraphsAreWellFormed() throws ParserConfigurationException, IOException, SAXException {
        String page = HtmlReport.write(report(Results.typical()));
        int graphs = 0;
        for (int from = page.indexOf("<svg"); from >= 0; from = page.indexOf("<svg", from + 1)) {
            String svg = page.substring(from, page.indexOf("</svg>", from) + "</svg>".length());
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
            graphs++;
        }
        assertThat(graphs).isEqualTo(8);
    }
}
