// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value SignalingComponent#PID}; a change ends the sessions there are. */
@ObjectClassDefinition(name = "Antiphon signaling", description = "How much one signaling client may ask for.")
@interface SignalingConfiguration {
    @AttributeDefinition(description = "More participants are turned away from a room.")
    int participants_per_room() default 1000;

    @AttributeDefinition(description = "So many refused messages within the window end a session.")
    int errors() default 20;

    @AttributeDefinition(description = "The window in which refused messages are counted, ms.")
    long error_window_millis() default 10_000;

    @AttributeDefinition(description = "How often clients are told to let themselves be heard, s.")
    int heartbeat_seconds() default 15;

    @AttributeDefinition(description = "After how much silence clients are told they are given up, s.")
    int timeout_seconds() default 30;

    @AttributeDefinition(description = "How long a session outlives its connection, s; 0: not at all.")
    int resume_window_seconds() default 30;

    @AttributeDefinition(description = "Messages kept until the client has received them; one more ends the session.")
    int kept_messages() default 1024;

    @AttributeDefinition(description = "Bytes of all of them; one message more ends the session.")
    int kept_bytes() default 1_048_576;

    @AttributeDefinition(description = "Sessions without a connection; one more ends with its connection.")
    int detached_sessions() default 10_000;
}
