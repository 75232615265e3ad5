// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.consistenthash.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value ConsistentHashComponent#PID}; a change rebuilds the tables, like a change of plugin. */
@ObjectClassDefinition(
        name = "Antiphon routing: consistent hash",
        description = "Keys stay where they are while their node does. All members of a cluster need the same values.")
@interface ConsistentHashConfiguration {
    @AttributeDefinition(description = "Points on the ring for each unit of a node's weight.", min = "128", max = "256")
    int points_per_weight() default 160;

    @AttributeDefinition(
            description = "Positions a key is tried at: more of them spread load more evenly and take longer.",
            min = "1",
            max = "21")
    int probes() default 8;
}
