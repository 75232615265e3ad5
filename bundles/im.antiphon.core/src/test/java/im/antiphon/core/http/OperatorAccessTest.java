// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorAccessTest {
    @ParameterizedTest(name = "{0}, host {1}, {2}: {3}")
    @CsvSource({
        "127.0.0.1, localhost:8080, , ",
        "127.0.0.1, 127.0.0.1:8080, origin, http://127.0.0.1:8080",
        "::1, [::1]:8443, origin, https://[::1]:8443",
        "0:0:0:0:0:0:0:1, LocalHost, origin, http://LOCALHOST",
    })
    void whoeverIsOnTheMachineMay(String remote, String host, @Nullable String header, @Nullable String value) {
        assertThat(OperatorAccess.refusal(request(remote, host, header, value))).isNull();
    }

    @ParameterizedTest(name = "{0}, host {1}, {2}: {3}")
    @CsvSource({
        "192.0.2.1, localhost:8080, , ",
        "2001:db8::1, localhost:8080, , ",
        "127.0.0.1.example.org, localhost, , ",
        "127.0.0.1, evil.example:8080, , ", // a name that resolves to the loopback
        "127.0.0.1, evil.example:8080, origin, http://evil.example:8080",
        "127.0.0.1, localhost.evil.example, , ",
        "127.0.0.1, localhost:8080, origin, https://evil.example",
        "127.0.0.1, localhost:8080, origin, http://localhost:3000",
        "127.0.0.1, localhost:8080, origin, null",
        "127.0.0.1, localhost:8080, origin, ''",
        "127.0.0.1, localhost:8080, origin, '::'",
        "127.0.0.1, localhost:8080, sec-fetch-site, cross-site",
        "127.0.0.1, localhost:8080, x-forwarded-for, 192.0.2.1",
        "127.0.0.1, localhost:8080, forwarded, for=192.0.2.1",
        "unknown, localhost:8080, , ",
    })
    void othersAndPagesFromElsewhereMayNot(
            String remote, String host, @Nullable String header, @Nullable String value) {
        HttpReply refusal = OperatorAccess.refusal(request(remote, host, header, value));
        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isEqualTo(403);
    }

    private static HttpRequest request(String remote, String host, @Nullable String header, @Nullable String value) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("host", List.of(host));
        if (header != null && value != null) {
            headers.put(header, List.of(value));
        }
        return new HttpRequest("POST", "/api/v1/drain", Map.of(), headers, new byte[0], remote);
    }
}
