// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.transport.loop.RemoteAddress;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The head of a request: whether it is one that is served, and what resources see of it. */
final class RequestHead {
    private RequestHead() {}

    /** Why nothing is done about a request, whatever it is for; null where it is in order. */
    static @Nullable HttpReply refusal(io.netty.handler.codec.http.HttpRequest request) {
        boolean current = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!current && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return HttpReply.problem(505, "HTTP version not supported", "HTTP/1.1 is served");
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && current)) {
            return HttpReply.problem(400, "Bad request", "exactly one host field is required");
        }
        if (request.headers().contains(HttpHeaderNames.EXPECT) && !HttpUtil.is100ContinueExpected(request)) {
            return HttpReply.problem(417, "Expectation failed", "only 100-continue can be met");
        }
        return null;
    }

    /** The answer to what could not be decoded. */
    static HttpReply malformed(Throwable cause) {
        if (cause instanceof TooLongHttpHeaderException) {
            return HttpReply.problem(431, "Request header fields too large", "the header is longer than allowed");
        }
        if (cause instanceof TooLongHttpLineException) {
            return HttpReply.problem(414, "URI too long", "the request line is longer than allowed");
        }
        return HttpReply.problem(400, "Bad request", "this is not HTTP/1.1");
    }

    /** The answer to a body beyond a maximum. */
    static HttpReply tooLarge(long maximumBytes) {
        return HttpReply.problem(413, "Content too large", "at most " + maximumBytes + " bytes are taken");
    }

    /** What a resource sees. HEAD is GET for it. */
    static HttpRequest describe(
            Channel channel, io.netty.handler.codec.http.HttpRequest request, RequestTarget target, byte[] body) {
        Map<String, List<String>> headers = new HashMap<>();
        for (Map.Entry<String, String> header : request.headers()) {
            headers.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(header.getValue());
        }
        headers.replaceAll((name, values) -> Collections.unmodifiableList(values));
        String method = request.method().name();
        return new HttpRequest(
                method.equals("HEAD") ? "GET" : method,
                target.path(),
                target.query(),
                Collections.unmodifiableMap(headers),
                body,
                RemoteAddress.host(channel));
    }
}
