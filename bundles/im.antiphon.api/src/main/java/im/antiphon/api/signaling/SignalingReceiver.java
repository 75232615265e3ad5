// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.signaling;

import org.osgi.annotation.versioning.ProviderType;

/** Where the messages of one client go. Called by one thread at a time. */
@ProviderType
public interface SignalingReceiver {
    /** One whole text message, at most {@link SignalingEndpoint#MAXIMUM_MESSAGE_SIZE} bytes. Never throws. */
    void onText(String text);

    /** A message longer than allowed came and was discarded. */
    void onOversized(long sizeInBytes);

    /**
     * The connection is gone; nothing follows.
     *
     * @param reason one or two words: {@code closed}, {@code timeout}, {@code error}
     */
    void onClosed(String reason);
}
