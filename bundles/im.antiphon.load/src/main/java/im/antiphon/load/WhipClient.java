// SPDX-License-Identifier: Apache-2.0
package im.antiphon.load;

import im.antiphon.webrtc.sdp.IceFragment;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Offers over HTTP: WHIP (RFC 9725) for publishing, and WHEP, which asks the same way, for listening. Safe from any thread;
 * every call waits for the server.
 */
public final class WhipClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String SDP = "application/sdp";

    private final HttpClient http;
    private final @Nullable String bearerToken;

    /** @param bearerToken sent with every request, or null */
    public WhipClient(HttpClient http, @Nullable String bearerToken) {
        this.http = http;
        this.bearerToken = bearerToken;
    }

    /** Without a token, over HTTP/1.1: no upgrade is tried. */
    public WhipClient() {
        this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), null);
    }

    /**
     * Opens a session by POST.
     *
     * <p>Servers that answer 200, or tell no Location, are taken as they are: the session then ends with its media.
     *
     * @throws WhipException where the server answers anything but an answer
     * @throws IOException where it does not answer
     */
    public WhipSession post(URI endpoint, String offer) throws IOException, InterruptedException {
        HttpResponse<String> response =
                send(request(endpoint).header("Content-Type", SDP).POST(BodyPublishers.ofString(offer)), 201, 200);
        URI resource = response.headers()
                .firstValue("Location")
                .map(WhipClient::uri)
                .map(endpoint::resolve)
                .orElse(null);
        return new WhipSession(resource, response.body(), etag(response));
    }

    /** Tells the server of more candidates; it answers with nothing. */
    public void trickle(WhipSession session, String fragment) throws IOException, InterruptedException {
        String etag = session.etag();
        send(patch(session, fragment, etag == null ? "*" : etag), 204);
    }

    /**
     * Restarts ICE (RFC 9725, section 4.3.3).
     *
     * @param fragment as {@link VoicePeer#restartFragment} gives it
     * @return the session as it is now, its answer being the server's fragment for {@link VoicePeer#acceptRestart}
     */
    public WhipSession restart(WhipSession session, String fragment) throws IOException, InterruptedException {
        HttpResponse<String> response = send(patch(session, fragment, "*"), 200);
        return new WhipSession(session.resource(), response.body(), etag(response));
    }

    private static @Nullable URI uri(String location) {
        try {
            return new URI(location);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static URI resource(WhipSession session) throws WhipException {
        URI resource = session.resource();
        if (resource == null) {
            throw new WhipException(201, "no Location");
        }
        return resource;
    }

    private static @Nullable String etag(HttpResponse<String> response) {
        return response.headers().firstValue("ETag").orElse(null);
    }

    private HttpRequest.Builder patch(WhipSession session, String fragment, String etag) throws WhipException {
        return request(resource(session))
                .header("Content-Type", IceFragment.MEDIA_TYPE)
                .header("If-Match", etag)
                .method("PATCH", BodyPublishers.ofString(fragment));
    }

    /** Ends the session. */
    public void delete(WhipSession session) throws IOException, InterruptedException {
        send(request(resource(session)).DELETE(), 200, 202, 204);
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        return bearerToken == null ? request : request.header("Authorization", "Bearer " + bearerToken);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int... expected)
            throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        for (int status : expected) {
            if (response.statusCode() == status) {
                return response;
            }
        }
        throw new WhipException(response.statusCode(), response.body());
    }
}
