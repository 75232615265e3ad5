// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.media;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What happens to one peer after its offer. Called on the peer's event loop: an implementation returns at once and does
 * not throw.
 */
@ProviderType
public interface MediaListener {
    /** DTLS is done; media flows. */
    void onConnected();

    /** Who is heard where has changed. All sections are listed. */
    void onTracksChanged(List<MediaTrack> tracks);

    /** New figures, about once a second while connected. */
    void onQuality(MediaQuality quality);

    /**
     * The peer is gone and released; nothing follows.
     *
     * @param reason one or two words: {@code closed}, {@code consent-expired}, {@code dtls-failed}
     */
    void onClosed(String reason);
}
