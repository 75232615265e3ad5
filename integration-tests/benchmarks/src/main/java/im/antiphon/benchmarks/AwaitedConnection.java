// SPDX-License-Identifier: Apache-2.0
package im.antiphon.benchmarks;

import im.antiphon.api.media.MediaListener;
import im.antiphon.api.media.MediaQuality;
import im.antiphon.api.media.MediaTrack;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the server says about a peer for whose connection somebody waits. */
public final class AwaitedConnection implements MediaListener {
    private final CompletableFuture<Void> connected = new CompletableFuture<>();

    /** Completes when the server's side is connected; fails when it ends before. */
    public CompletableFuture<Void> connected() {
        return connected;
    }

    @Override
    public void onConnected() {
        connected.complete(null);
    }

    @Override
    public void onTracksChanged(List<MediaTrack> tracks) {}

    @Override
    public void onQuality(MediaQuality quality) {}

    @Override
    public void onClosed(String reason) {
        connected.completeExceptionally(new IllegalStateException(reason));
    }
}
