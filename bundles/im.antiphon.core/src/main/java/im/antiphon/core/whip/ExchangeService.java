// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.whip;

import im.antiphon.api.auth.Admission;
import im.antiphon.api.auth.BearerScheme;
import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;
import im.antiphon.api.http.HttpReply;
import im.antiphon.api.http.HttpRequest;
import im.antiphon.api.media.MediaAnswer;
import im.antiphon.api.media.MediaException;
import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaOffer;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaServer;
import im.antiphon.api.media.MediaTrack;
import im.antiphon.api.session.SessionState;
import im.antiphon.core.session.RegisteredSession;
import im.antiphon.core.session.SessionRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves WHIP or WHEP: an offer is posted to an endpoint and makes a session, which takes candidates and ICE restarts by
 * PATCH and ends by DELETE. {@code docs/protocols/whip-whep.md} has every reply. Safe from any thread.
 */
public final class ExchangeService {
    static final String SDP = "application/sdp";
    static final String FRAGMENT = "application/trickle-ice-sdpfrag";

    private static final String ENDPOINT_METHODS = "OPTIONS, POST";
    private static final String SESSION_METHODS = "DELETE, OPTIONS, PATCH";
    private static final String RETRY_AFTER_SECONDS = "5";
    /** The same path is another endpoint for each tenant. */
    private record Publisher(String tenant, ExchangeAddress address) {}

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeService.class);

    private final ExchangeProtocol protocol;
    private final SessionRegistry sessions;
    private final Admission admission;
    private final Supplier<@Nullable MediaServer> mediaServer;
    private final Map<String, Exchange> exchanges = new ConcurrentHashMap<>();

    /** Who publishes at which endpoint of which tenant; of WHIP only. */
    private final Map<Publisher, String> publishers = new ConcurrentHashMap<>();

    public ExchangeService(
            ExchangeProtocol protocol,
            SessionRegistry sessions,
            Admission admission,
            Supplier<@Nullable MediaServer> mediaServer) {
        this.protocol = protocol;
        this.sessions = sessions;
        this.admission = admission;
        this.mediaServer = mediaServer;
    }

    /** Answers one request, with the headers a browser of another origin needs. */
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        ExchangeAddress address = ExchangeAddress.parse(protocol, request.path());
        CompletionStage<HttpReply> reply;
        if (address == null) {
            reply = now(HttpReply.problem(404, "Not Found", "no endpoint of " + protocol + " has this path"));
        } else if (address.sessionId() == null) {
            reply = atEndpoint(request, address);
        } else {
            reply = atSession(request, address, address.sessionId());
        }
        return reply.thenApply(ExchangeService::forAnyOrigin);
    }

    /** Ends all sessions, for a node that stops. */
    public void endAll() {
        exchanges.values().forEach(exchange -> exchange.session().close("shutdown"));
    }

    private CompletionStage<HttpReply> atEndpoint(HttpRequest request, ExchangeAddress address) {
        return switch (request.method()) {
            case "POST" -> admitted(request, identity -> post(request, address, identity));
            case "OPTIONS" -> now(options(ENDPOINT_METHODS).with("accept-post", SDP));
            default -> now(methodNotAllowed(ENDPOINT_METHODS));
        };
    }

    private CompletionStage<HttpReply> atSession(HttpRequest request, ExchangeAddress address, String id) {
        if (request.method().equals("OPTIONS")) {
            return now(options(SESSION_METHODS).with("accept-patch", FRAGMENT));
        }
        if (!request.method().equals("PATCH") && !request.method().equals("DELETE")) {
            return now(methodNotAllowed(SESSION_METHODS));
        }
        Exchange exchange = exchanges.get(id);
        if (exchange == null || !exchange.address().isOfSameEndpoint(address)) {
            return now(HttpReply.problem(404, "Not Found", "no such session"));
        }
        return admitted(request, identity -> atSession(request, exchange, identity));
    }

    private CompletionStage<HttpReply> atSession(HttpRequest request, Exchange exchange, Identity identity) {
        if (!isOwner(identity, exchange.session().identity())) {
            return now(BearerScheme.insufficient("the session is another user's"));
        }
        renew(exchange.session(), identity);
        if (request.method().equals("DELETE")) {
            exchange.session().close("deleted");
            return now(HttpReply.of(200));
        }
        return patch(request, exchange);
    }

    /** Where nobody vouches for anybody, whoever knows a session's path may use it. */
    private static boolean isOwner(Identity identity, Identity owner) {
        return identity.grants().administer()
                || identity.address().equals(owner.address())
                || (identity.isClaimed() && owner.isClaimed());
    }

    /** A session goes on for as long as the latest token that its user has shown. */
    private static void renew(RegisteredSession session, Identity identity) {
        Identity known = session.identity();
        if (!identity.isClaimed()
                && identity.address().equals(known.address())
                && identity.expiresEpochMillis() > known.expiresEpochMillis()) {
            session.renew(identity.onDevice(known.device()));
        }
    }

    /** Goes on with the client's identity, or answers that it has none. */
    private CompletionStage<HttpReply> admitted(
            HttpRequest request, Function<Identity, CompletionStage<HttpReply>> next) {
        return admission
                .admit(BearerScheme.credentials(request))
                .handle((identity, failure) ->
                        identity == null ? now(BearerScheme.refusal(orUnknown(failure))) : next.apply(identity))
                .thenCompose(reply -> reply);
    }

    private static Throwable orUnknown(@Nullable Throwable failure) {
        return failure == null ? new IllegalStateException("neither a result nor a failure") : failure;
    }

    /** Why the identity may not use that endpoint, or null where it may. */
    private @Nullable HttpReply insufficient(Identity identity, ExchangeAddress address) {
        Grants grants = identity.grants();
        boolean permitted = protocol == ExchangeProtocol.WHIP ? grants.publish() : grants.subscribe();
        if (!permitted) {
            return BearerScheme.insufficient(
                    protocol == ExchangeProtocol.WHIP ? "you may not publish" : "you may not subscribe");
        }
        return grants.permitsRoom(address.room())
                ? null
                : BearerScheme.insufficient("room: nothing you were granted covers it");
    }

    private CompletionStage<HttpReply> post(HttpRequest request, ExchangeAddress address, Identity identity) {
        HttpReply insufficient = insufficient(identity, address);
        if (insufficient != null) {
            return now(insufficient);
        }
        if (!isOfType(request, SDP)) {
            return now(HttpReply.problem(415, "Unsupported Media Type", "content-type: expected " + SDP)
                    .with("accept-post", SDP));
        }
        String sdp = new String(request.body(), StandardCharsets.UTF_8);
        IceFragment ice = IceFragment.parse(sdp);
        if (ice == null || !sdp.startsWith("v=0")) {
            return now(HttpReply.problem(400, "Bad Request", "body: expected an SDP offer"));
        }
        MediaServer server = mediaServer.get();
        if (server == null) {
            return now(unavailable("this node serves no media at the moment"));
        }
        String draining = sessions.drain().reason();
        if (draining != null) {
            return now(unavailable("this node takes nobody new: " + draining));
        }
        RegisteredSession session = sessions.open(protocol.kind(), identity);
        Publisher publisher = new Publisher(identity.tenant(), address);
        if (protocol == ExchangeProtocol.WHIP && publishers.putIfAbsent(publisher, session.id()) != null) {
            session.close("conflict");
            return now(HttpReply.problem(409, "Conflict", "a publisher of this name is live in the room"));
        }
        Exchange exchange = new Exchange(address, session, ice.ufrag());
        start(exchange, server);
        return now(HttpReply.of(201))
                .thenCompose(promise -> server.offer(mediaOffer(exchange, sdp), new Ending(session)))
                .handle((answer, failure) -> answered(exchange, answer, failure));
    }

    private void start(Exchange exchange, MediaServer server) {
        RegisteredSession session = exchange.session();
        ExchangeAddress address = exchange.address();
        session.enter(address.room());
        if (address.publisher() != null) {
            session.rename(address.publisher());
        }
        exchanges.put(session.id(), exchange);
        session.bind(() -> {
            publishers.remove(new Publisher(session.identity().tenant(), address), session.id());
            exchanges.remove(session.id());
        });
        session.bind(() -> server.close(session.id(), session.endReason()));
    }

    private MediaOffer mediaOffer(Exchange exchange, String sdp) {
        ExchangeAddress address = exchange.address();
        boolean publishes = protocol == ExchangeProtocol.WHIP;
        return new MediaOffer(
                exchange.session().id(),
                exchange.session().identity().tenant(),
                address.room(),
                protocol.role(),
                sdp,
                publishes ? null : address.publisher(),
                publishes ? address.publisher() : null);
    }

    private HttpReply answered(Exchange exchange, @Nullable MediaAnswer answer, @Nullable Throwable failure) {
        RegisteredSession session = exchange.session();
        if (answer == null) {
            session.close("refused");
            return failed(orUnknown(failure));
        }
        session.activate();
        return session.state() == SessionState.ACTIVE
                ? created(exchange, answer)
                : unavailable("the session ended meanwhile: " + session.endReason());
    }

    private HttpReply created(Exchange exchange, MediaAnswer answer) {
        return HttpReply.text(201, SDP, answer.sdp())
                .with(
                        "location",
                        exchange.address()
                                .sessionPath(protocol, exchange.session().id()))
                .with("etag", exchange.entityTag())
                .with("accept-patch", FRAGMENT);
    }

    private CompletionStage<HttpReply> patch(HttpRequest request, Exchange exchange) {
        if (!isOfType(request, FRAGMENT)) {
            return now(HttpReply.problem(415, "Unsupported Media Type", "content-type: expected " + FRAGMENT)
                    .with("accept-patch", FRAGMENT));
        }
        String condition = request.header("if-match");
        if (condition == null) {
            return now(HttpReply.problem(
                    428, "Precondition Required", "if-match: expected the session's entity tag, or * to restart ICE"));
        }
        if (!matches(condition, exchange.entityTag())) {
            return now(HttpReply.problem(412, "Precondition Failed", "if-match: ICE has been restarted since"));
        }
        String text = new String(request.body(), StandardCharsets.UTF_8);
        IceFragment fragment = IceFragment.parse(text);
        if (fragment == null || text.isBlank()) {
            return now(HttpReply.problem(400, "Bad Request", "body: expected an SDP fragment of RFC 8840"));
        }
        MediaServer server = mediaServer.get();
        if (server == null) {
            return now(unavailable("this node serves no media at the moment"));
        }
        return exchange.isCurrentUfrag(fragment.ufrag())
                ? trickle(server, exchange, fragment)
                : restart(server, exchange, fragment, text);
    }

    private CompletionStage<HttpReply> trickle(MediaServer server, Exchange exchange, IceFragment fragment) {
        String id = exchange.session().id();
        CompletionStage<?> last = CompletableFuture.completedFuture(null);
        for (String candidate : fragment.candidates()) {
            last = last.thenCompose(before -> addCandidate(server, id, candidate));
        }
        if (fragment.ended()) {
            last = last.thenCompose(before -> addCandidate(server, id, ""));
        }
        return last.handle((added, failure) -> failure == null ? HttpReply.of(204) : failed(failure));
    }

    /** A candidate that is of no use to us is passed over in silence (RFC 9725, section 4.3.2). */
    private static CompletionStage<@Nullable Void> addCandidate(MediaServer server, String id, String candidate) {
        return server.addCandidate(id, candidate).exceptionallyCompose(failure -> {
            boolean useless = cause(failure) instanceof MediaException refusal
                    && (refusal.reason() == MediaException.Reason.MALFORMED
                            || refusal.reason() == MediaException.Reason.UNSUPPORTED);
            return useless ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(failure);
        });
    }

    private CompletionStage<HttpReply> restart(
            MediaServer server, Exchange exchange, IceFragment fragment, String text) {
        if (fragment.password() == null) {
            return now(HttpReply.problem(400, "Bad Request", "body: expected a=ice-pwd with a new a=ice-ufrag"));
        }
        return server.restartIce(exchange.session().id(), text).handle((ours, failure) -> {
            if (ours == null) {
                return failed(orUnknown(failure));
            }
            return HttpReply.text(200, FRAGMENT, ours).with("etag", exchange.restarted(fragment.ufrag()));
        });
    }

    private static HttpReply failed(Throwable failure) {
        if (!(cause(failure) instanceof MediaException refusal)) {
            LOG.error("the media server failed", failure);
            return HttpReply.problem(500, "Internal Server Error", "the media server failed");
        }
        String detail = refusal.getMessage() == null ? "" : refusal.getMessage();
        return switch (refusal.reason()) {
            case MALFORMED -> HttpReply.problem(400, "Bad Request", detail);
            case UNSUPPORTED -> HttpReply.problem(422, "Unprocessable Content", detail);
            case NOT_FOUND -> HttpReply.problem(404, "Not Found", detail);
            case OVERLOADED -> unavailable(detail);
        };
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private static HttpReply unavailable(String detail) {
        return HttpReply.problem(503, "Service Unavailable", detail).with("retry-after", RETRY_AFTER_SECONDS);
    }

    private static HttpReply methodNotAllowed(String allowed) {
        return HttpReply.problem(405, "Method Not Allowed", "expected " + allowed)
                .with("allow", allowed);
    }

    private static HttpReply options(String methods) {
        return HttpReply.of(204)
                .with("allow", methods)
                .with("access-control-allow-methods", methods)
                .with("access-control-allow-headers", "authorization, content-type, if-match")
                .with("access-control-max-age", "86400");
    }

    private static HttpReply forAnyOrigin(HttpReply reply) {
        return reply.with("access-control-allow-origin", "*")
                .with(
                        "access-control-expose-headers",
                        "location, etag, link, accept-patch, accept-post, allow, retry-after, www-authenticate");
    }

    private static boolean isOfType(HttpRequest request, String expected) {
        String type = request.header("content-type");
        if (type == null) {
            return false;
        }
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT)
                .equals(expected);
    }

    /** RFC 9110, section 13.1.1; the asterisk also in the quotes that RFC 9725's examples put it in. */
    private static boolean matches(String condition, String entityTag) {
        for (String alternative : condition.split(",", -1)) {
            String tag = alternative.trim();
            if (tag.equals("*") || tag.equals("\"*\"") || tag.equals(entityTag)) {
                return true;
            }
        }
        return false;
    }

    private static CompletionStage<HttpReply> now(HttpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    /** A peer's end is its session's. */
    private record Ending(RegisteredSession session) implements MediaListener {
        @Override
        public void onConnected() {}

        @Override
        public void onTracksChanged(List<MediaTrack> tracks) {}

        @Override
        public void onQuality(MediaQuality quality) {}

        @Override
        public void onClosed(String reason) {
            session.close(reason);
        }
    }
}
