// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the media endpoint can be told beside where the gateway listens. A change ends all calls. */
@ObjectClassDefinition(
        name = "Antiphon media",
        description = "Where media is served, how much of it, and at which rates.",
        pid = MediaConfiguration.PID)
public @interface MediaConfiguration {
    String PID = "im.antiphon.transport.media";

    @AttributeDefinition(
            description = "UDP port of all media; -1: the number of the gateway's httpsPort",
            min = "-1",
            max = "65535")
    int mediaPort() default -1;

    @AttributeDefinition(description = "Seconds a peer may be silent before it is given up (RFC 7675)", min = "1")
    int consentTimeoutSeconds() default 30;

    @AttributeDefinition(description = "DTLS handshakes that may run at once; as many again wait", min = "1")
    int maximumHandshakes() default 64;

    @AttributeDefinition(description = "Peers this node takes", min = "1")
    int maximumPeers() default 10_000;

    @AttributeDefinition(
            description = "Peers of one room that a media loop takes while there are other loops; more go to those",
            min = "1")
    int roomPeersPerLoop() default 200;

    @AttributeDefinition(description = "What a peer is sent at least, bits per second", min = "1")
    long minimumBitsPerSecond() default 16_000;

    @AttributeDefinition(description = "What a peer is sent before it has reported, bits per second", min = "1")
    long startBitsPerSecond() default 600_000;

    @AttributeDefinition(description = "What a peer is sent at most, bits per second", min = "1")
    long maximumBitsPerSecond() default 5_000_000;

    @AttributeDefinition(
            description = "The SRTP engine to use where it is there: native or portable; empty for the best",
            required = false)
    String srtpEngine() default "";

    @AttributeDefinition(
            description = "Microseconds that media may wait, where many packets leave and the system can send several"
                    + " in one piece; 0: never",
            min = "0",
            max = "20000")
    int coalescingMicros() default 0;

    @AttributeDefinition(description = "Packets a second from which on media may wait", min = "0")
    int coalescingPacketsPerSecond() default 20_000;

    // The following are the gateway's; the media socket listens where it does.

    @AttributeDefinition(description = "Address to listen on; the gateway's", required = false)
    String bind() default "127.0.0.1";

    @AttributeDefinition(description = "The gateway's HTTPS port", required = false)
    int httpsPort() default 8443;

    @AttributeDefinition(description = "Addresses announced to peers; the gateway's", required = false)
    String[] advertise() default {};
}
