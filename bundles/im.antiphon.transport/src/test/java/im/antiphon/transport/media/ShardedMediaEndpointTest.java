// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.media;

/** The same, every peer of a room on another loop than the one before it. */
class ShardedMediaEndpointTest extends MediaEndpointTest {
    @Override
    VoiceRoom open(TestSrtpEngine srtp, int maximumPeers) throws Exception {
        return new VoiceRoom(srtp, maximumPeers, 3, 1);
    }

    @Override
    int loopsOfTwoPeers() {
        return 2;
    }
}
