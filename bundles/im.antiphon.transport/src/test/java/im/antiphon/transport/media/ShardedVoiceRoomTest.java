// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

import im.antiphon.webrtc.srtp.PortableSrtpEngine;
import java.io.IOException;

/** The same, every peer of a room on another loop than the one before it. */
class ShardedVoiceRoomTest extends VoiceRoomTest {
    @Override
    VoiceRoom opened() throws IOException {
        return new VoiceRoom(new PortableSrtpEngine(), 100, 3, 1);
    }
}
