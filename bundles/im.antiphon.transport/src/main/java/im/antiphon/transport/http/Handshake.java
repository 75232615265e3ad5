// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.http;

import im.antiphon.api.auth.BearerScheme;
import im.antiphon.api.auth.Credentials;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.signaling.SignalingEndpoint;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The server's half of the opening handshake (RFC 6455, section 4.2). */
final class Handshake {
    /** Where signaling is served. */
    static final String PATH = "/signaling";

    private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;
    private static final int MOST_PROTOCOLS = 16;
    private static final String BEARER_PROTOCOL = "bearer.";

    private Handshake() {}

    /** Why a request for {@link #PATH} is not upgraded, or null where it is. */
    static @Nullable HttpReply refusal(String method, HttpVersion version, HttpHeaders headers, OriginPolicy origins) {
        if (!method.equals("GET")) {
            return HttpReply.problem(405, "Method not allowed", "signaling is opened with GET")
                    .with("allow", "GET");
        }
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !version.equals(HttpVersion.HTTP_1_1)) {
            return HttpReply.problem(400, "Bad request", "this is a WebSocket; the request asks for no upgrade");
        }
        if (!"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return HttpReply.problem(426, "Upgrade required", "WebSocket version 13 is served")
                    .with("sec-websocket-version", "13");
        }
        if (!isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY))) {
            return HttpReply.problem(400, "Bad request", "sec-websocket-key is not 16 bytes in base64");
        }
        if (!origins.allows(headers.get(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST))) {
            return HttpReply.problem(403, "Forbidden", "pages of this origin may not use signaling");
        }
        if (!offeredProtocols(headers).contains(SignalingEndpoint.SUBPROTOCOL)) {
            return HttpReply.problem(
                    400, "Bad request", "sec-websocket-protocol has to offer " + SignalingEndpoint.SUBPROTOCOL);
        }
        return null;
    }

    /**
     * What a client shows of itself: its token as {@code Authorization}, or, since browsers let pages set no header of a
     * WebSocket, as a sub-protocol that is offered beside the real one and never chosen.
     */
    static Credentials credentials(HttpHeaders headers, String remoteAddress, Map<String, String> query) {
        String token = BearerScheme.token(headers.get(HttpHeaderNames.AUTHORIZATION));
        for (String protocol : offeredProtocols(headers)) {
            if (token == null && protocol.startsWith(BEARER_PROTOCOL)) {
                token = protocol.substring(BEARER_PROTOCOL.length());
            }
        }
        return new Credentials(token, remoteAddress, query);
    }

    private static List<String> offeredProtocols(HttpHeaders headers) {
        List<String> protocols = new ArrayList<>();
        for (String field : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
            for (String protocol : field.split(",", MOST_PROTOCOLS)) {
                protocols.add(protocol.trim());
            }
        }
        return protocols;
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** The 101 for a request that was not refused. */
    static FullHttpResponse acceptance(HttpHeaders request) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        String key = Objects.requireNonNull(request.get(HttpHeaderNames.SEC_WEBSOCKET_KEY), "key");
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(key))
                .set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SignalingEndpoint.SUBPROTOCOL);
        return response;
    }

    /** Proves that the key was read by something that speaks WebSocket. */
    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-1", e);
        }
    }
}
