// SPDX-License-Identifier: Apache-2.0
package im.antiphon.transport.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** How many threads the transport has. A change restarts the transport. */
@ObjectClassDefinition(name = "Antiphon event loops", description = "How many threads serve connections and media.")
public @interface EventLoopsConfiguration {
    String PID = "im.antiphon.transport.loop";

    @AttributeDefinition(
            description = "Event loops for HTTP and signaling; 0: the smaller of 2 and the cores",
            min = "0")
    int signalingThreads() default 0;

    @AttributeDefinition(
            description = "Event loops for media, each with a socket on the media port; 0: half as many as cores, one"
                    + " without epoll",
            min = "0")
    int mediaThreads() default 0;

    @AttributeDefinition(
            description = "How the kernel is asked about sockets; auto: epoll where it works",
            options = {@Option(label = "auto", value = "auto"), @Option(label = "nio", value = "nio")})
    String io() default "auto";
}
