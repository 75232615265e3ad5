// SPDX-License-Identifier: Apache-2.0
package im.antiphon.routing.leastloaded.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value LeastLoadedComponent#PID}; a change rebuilds the tables, like a change of plugin. */
@ObjectClassDefinition(
        name = "Antiphon routing: least loaded",
        description = "The less loaded of two nodes that the key picks by weight. All members need the same values.")
@interface LeastLoadedConfiguration {
    @AttributeDefinition(
            description = "How many steps load is told apart in: 20 means that 31 % and 34 % are the same, and weight "
                    + "alone decides between them.",
            min = "1")
    int load_steps() default 20;
}
