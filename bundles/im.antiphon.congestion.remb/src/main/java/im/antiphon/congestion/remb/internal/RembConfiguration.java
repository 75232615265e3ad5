// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.remb.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value RembComponent#PID}; peers that come later follow a change. */
@ObjectClassDefinition(
        name = "Antiphon congestion control: REMB",
        description = "Follows the receiver's estimate, and loss where there is none.")
@interface RembConfiguration {
    @AttributeDefinition(
            description = "How long a receiver's estimate holds after it came, ms; then loss alone decides.",
            min = "1")
    long estimate_lifetime_millis() default 5_000;
}
