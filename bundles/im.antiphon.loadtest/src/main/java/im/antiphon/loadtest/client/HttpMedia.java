// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.client;

import im.antiphon.load.VoicePeer;
import im.antiphon.load.VoicePeerSettings;
import im.antiphon.load.WhipSession;
import im.antiphon.webrtc.sdp.SdpException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One session by WHIP or WHEP: an offer by POST, media, a DELETE. */
final class HttpMedia {
    private final Surroundings around;
    private final String step;
    private final VoicePeer peer;
    private volatile boolean leaving;
    private @Nullable WhipSession session;

    /** @param step of what kind it is, for failures */
    HttpMedia(Surroundings around, String step, VoicePeerSettings settings) throws ConnectFailure {
        this.around = around;
        this.step = step;
        try {
            peer = around.peers().add(settings);
        } catch (IOException e) {
            throw ConnectFailure.of("socket", e);
        }
    }

    VoicePeer peer() {
        return peer;
    }

    /** Returns when the answer was there. */
    long connect(URI endpoint, Consumer<String> ended) throws ConnectFailure, InterruptedException {
        WhipSession opened;
        try {
            opened = around.whip().post(endpoint, peer.offer());
        } catch (IOException e) {
            throw ConnectFailure.of(step, e);
        }
        session = opened;
        long answeredNanos = around.nanoTime().getAsLong();
        awaitMedia(peer, opened.answer(), around.plan().pace().connectTimeout());
        peer.closed().thenAccept(reason -> {
            if (!leaving) {
                ended.accept(reason);
            }
        });
        return answeredNanos;
    }

    /** Takes the answer and waits until keys are agreed on. */
    static void awaitMedia(VoicePeer peer, String answer, Duration timeout)
            throws ConnectFailure, InterruptedException {
        try {
            peer.accept(answer).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (SdpException e) {
            throw ConnectFailure.of("answer", e);
        } catch (RuntimeException e) {
            // Whatever a server may say: this client has failed, and the others go on.
            throw ConnectFailure.of("media", e);
        } catch (ExecutionException e) {
            throw ConnectFailure.of("media", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new ConnectFailure("media: not connected in time");
        }
    }

    void leave() throws InterruptedException {
        leaving = true;
        WhipSession open = session;
        try {
            if (open != null && open.resource() != null) {
                around.whip().delete(open);
            }
        } catch (IOException e) {
            // Then it ends with its media.
        } finally {
            session = null;
            peer.close();
        }
    }
}
