// SPDX-License-Identifier: Apache-2.0
package im.antiphon.rtp;

import org.jspecify.annotations.Nullable;

/** Asks {@link #mediaSsrc} for a key frame because a picture was lost; there is no more to it (RFC 4585, section 6.3.1). */
public final class PictureLossIndication extends FeedbackView {
    public PictureLossIndication() {
        super(RtcpKind.PICTURE_LOSS_INDICATION);
    }

    @Override
    @Nullable
    DropReason checkInformation(int informationLength) {
        return null;
    }
}
