// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value LocalNodeComponent#PID}; a change ends all sessions there are. */
@ObjectClassDefinition(name = "Antiphon node", description = "What this node is called among others.")
@interface NodeConfiguration {
    @AttributeDefinition(
            description =
                    "1 to 32 of A-Z a-z 0-9 _ -, unlike that of any other node; empty: drawn at the first start and kept in data/node-id.")
    String node_id() default "";
}
