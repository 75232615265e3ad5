// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who takes which kind of message. Messages are dispatched on the cluster's thread, and whoever takes one does not wait; the
 * rest is safe from any thread.
 */
final class ClusterDispatch {
    /** Takes answers to requests of other nodes, from any thread. */
    @FunctionalInterface
    interface Replies {
        void reply(String toNode, Envelope answer);
    }

    private static final String RESPONSE = "response";
    private static final Logger LOG = LoggerFactory.getLogger(ClusterDispatch.class);

    private final ClusterMeters meters;
    private final Replies replies;
    private final Map<String, ClusterHandler> handlers = new ConcurrentHashMap<>();
    private final Map<String, ClusterResponder> responders = new ConcurrentHashMap<>();

    ClusterDispatch(ClusterMeters meters, Replies replies) {
        this.meters = meters;
        this.replies = replies;
    }

    void handle(String kind, ClusterHandler handler) {
        if (handlers.putIfAbsent(kind, handler) != null) {
            throw new IllegalStateException("kind: " + kind + " has a handler");
        }
    }

    void respond(String kind, ClusterResponder responder) {
        if (responders.putIfAbsent(kind, responder) != null) {
            throw new IllegalStateException("kind: " + kind + " has a responder");
        }
    }

    void ignore(String kind) {
        handlers.remove(kind);
        responders.remove(kind);
    }

    /** A message or a request has come, no response. */
    void dispatch(String fromNode, Envelope envelope) {
        ClusterMessage message = ClusterFrames.message(envelope);
        if (message == null) {
            meters.malformed();
        } else if (envelope.getRequest() != 0) {
            respond(fromNode, envelope.getRequest(), message);
        } else {
            handle(fromNode, message);
        }
    }

    private void handle(String fromNode, ClusterMessage message) {
        ClusterHandler handler = handlers.get(message.kind());
        if (handler == null) {
            meters.unknownKind();
            return;
        }
        meters.received();
        try {
            handler.onMessage(fromNode, message);
        } catch (RuntimeException mistake) { // the next message must be handled all the same
            LOG.error("event=cluster_handler_failed kind={} from={}", message.kind(), fromNode, mistake);
        }
    }

    private void respond(String fromNode, long request, ClusterMessage message) {
        ClusterResponder responder = responders.get(message.kind());
        if (responder == null) {
            meters.unknownKind();
            reply(fromNode, request, failed("no responder for " + message.kind()));
            return;
        }
        meters.received();
        CompletionStage<ClusterMessage> answer;
        try {
            answer = responder.onRequest(fromNode, message);
        } catch (RuntimeException mistake) { // who asked must hear of it
            LOG.error("event=cluster_responder_failed kind={} from={}", message.kind(), fromNode, mistake);
            answer = CompletableFuture.failedFuture(mistake);
        }
        answer.whenComplete((response, failure) -> reply(
                fromNode,
                request,
                failure == null
                        ? ClusterFrames.envelope(response)
                        : failed(String.valueOf(root(failure).getMessage()))));
    }

    private void reply(String toNode, long request, Envelope.Builder envelope) {
        replies.reply(toNode, envelope.setResponse(request).build());
    }

    private static Envelope.Builder failed(String why) {
        return Envelope.newBuilder().setKind(RESPONSE).setFailed(true).setPayload(why);
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }
}
