// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.sdp;

import im.antiphon.testkit.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The recorded offers by name, and the parties the tests answer them with. */
final class Offers {
    static final OutgoingTrack TRACK = new OutgoingTrack(0xfeed_beef, "antiphon", "stream", "track");
    static final LocalTransport LOCAL = LocalTransport.lite(
            7,
            "srvr",
            "serverserverserverserver",
            "sha-256 AA:BB:CC",
            List.of("1 1 udp 2130706431 192.0.2.1 8443 typ host"));
    static final SdpAnswerer ANSWERER = new SdpAnswerer(AnswerCapabilities.forwarding());

    private Offers() {}

    static String text(String name) {
        return Corpus.load("sdp").samples().stream()
                .filter(sample -> sample.name().equals(name + ".sdp"))
                .map(sample -> new String(sample.bytes(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    static SessionDescription offer(String name) {
        return SessionDescription.parse(text(name));
    }

    /** Does both ways whatever the offer lets it. */
    static SdpAnswer answer(SessionDescription offer) {
        return ANSWERER.answer(offer, LOCAL, section -> SectionDecision.both(TRACK));
    }

    static SdpAnswer answer(String name) {
        return answer(offer(name));
    }

    static RemoteTransport transport(SdpAnswer answer) {
        RemoteTransport transport = answer.transport();
        if (transport == null) {
            throw new AssertionError("nothing was accepted");
        }
        return transport;
    }

    /** A small offer of audio sections in one bundle, each with what {@code extra} adds. */
    static SessionDescription audio(String setup, String... extra) {
        StringBuilder text = new StringBuilder("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE");
        for (int i = 0; i < extra.length; i++) {
            text.append(' ').append(i);
        }
        text.append("\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdabcdabcdabcdabcdabcd\r\na=fingerprint:sha-256 0A:0B\r\n");
        text.append("a=setup:").append(setup).append("\r\n");
        for (int i = 0; i < extra.length; i++) {
            text.append("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:")
                    .append(i)
                    .append("\r\na=rtcp-mux\r\na=rtpmap:111 opus/48000/2\r\n")
                    .append(extra[i]);
        }
        return SessionDescription.parse(text.toString());
    }
}
