// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where this node listens and what it lets clients take. A change restarts the gateway. */
@ObjectClassDefinition(
        name = "Antiphon transport",
        description = "Where HTTP and signaling are served, for whom, and within which limits.")
public @interface GatewayConfiguration {
    String PID = "im.antiphon.transport";

    @AttributeDefinition(description = "Address to listen on")
    String bind() default "127.0.0.1";

    @AttributeDefinition(description = "HTTP and WebSocket; 0: any free port; -1: none", min = "-1", max = "65535")
    int httpPort() default 8080;

    @AttributeDefinition(
            description = "HTTPS and secure WebSocket, over UDP media; 0: any free port; -1: none",
            min = "-1",
            max = "65535")
    int httpsPort() default 8443;

    @AttributeDefinition(
            description = "Serve plain HTTP on a bind address that others can reach; else it stays on loopback")
    boolean httpBeyondLoopback() default false;

    @AttributeDefinition(description = "Addresses or names by which others are to reach this node")
    String[] advertise() default {};

    @AttributeDefinition(description = "PEM file, the server's certificate first; empty: one is made")
    String certificate() default "";

    @AttributeDefinition(description = "PEM file, PKCS #8, unencrypted")
    String key() default "";

    @AttributeDefinition(description = "Where a certificate of our own is kept; empty: data/tls under antiphon.home")
    String dataDirectory() default "";

    @AttributeDefinition(
            description = "Origins whose pages may use signaling; empty: the same origin, and pages of this machine")
    String[] originWhitelist() default {};

    @AttributeDefinition(description = "TCP connections open at once", min = "1")
    int maximumConnections() default 100_000;

    @AttributeDefinition(description = "Bytes of a request's line, and of its header", min = "256")
    int maximumHeaderBytes() default 16_384;

    @AttributeDefinition(description = "Bytes of a request's body", min = "0")
    int maximumBodyBytes() default 262_144;

    @AttributeDefinition(
            description = "For a request to be complete, for its answer, and for an idle connection to ask again",
            min = "1")
    int requestTimeoutSeconds() default 20;

    @AttributeDefinition(description = "Between two pings to a signaling client", min = "1")
    int heartbeatSeconds() default 15;

    @AttributeDefinition(description = "Silence after which a signaling client is given up", min = "2")
    int heartbeatTimeoutSeconds() default 30;

    @AttributeDefinition(description = "Bytes that may wait for a signaling client that does not read", min = "65536")
    int maximumPendingBytes() default 1_048_576;
}
