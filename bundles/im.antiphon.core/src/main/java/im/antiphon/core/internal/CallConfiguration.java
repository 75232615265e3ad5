// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value CallComponent#PID}; a change ends the calls there are. */
@ObjectClassDefinition(name = "Antiphon calls", description = "How long calls ring, and how many there may be.")
@interface CallConfiguration {
    @AttributeDefinition(description = "After how long an invitation has found no answer, s.")
    int ring_seconds() default 45;

    @AttributeDefinition(description = "After how long a group ends for one who is left alone in it, s.")
    int alone_seconds() default 300;

    @AttributeDefinition(description = "Users that one call may have had in all.")
    int legs_per_call() default 100;

    @AttributeDefinition(description = "Calls that a user may be in, ringing ones included.")
    int calls_per_user() default 8;

    @AttributeDefinition(description = "Calls of this node.")
    int calls() default 100_000;

    @AttributeDefinition(
            description = "Whether users whose devices are all in calls are told of another; else they are busy.")
    boolean call_waiting() default true;

    @AttributeDefinition(description = "Loss from which on a one-to-one call is moved to the forwarding unit, 0..1.")
    double relay_loss() default 0.08;

    @AttributeDefinition(description = "Round trip from which on it is, ms.")
    double relay_round_trip_millis() default 400;

    @AttributeDefinition(description = "Jitter from which on it is, ms.")
    double relay_jitter_millis() default 60;

    @AttributeDefinition(description = "Load of a device, and badness of its network, from which on it is, 0..1.")
    double relay_load() default 0.9;

    @AttributeDefinition(description = "For how long in a row, s.")
    int relay_after_seconds() default 3;

    @AttributeDefinition(
            description = "For how long both must fare well before it is moved back, s. Well is a quarter of the loss, "
                    + "five eighths of the round trip, half of the jitter, seven ninths of the load.")
    int direct_after_seconds() default 30;
}
