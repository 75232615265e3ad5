// SPDX-License-Identifier: Apache-2.0
package im.antiphon.congestion.fixed.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value FixedRateComponent#PID}; peers that come later follow a change. */
@ObjectClassDefinition(name = "Antiphon congestion control: fixed", description = "Holds one rate per peer.")
@interface FixedRateConfiguration {
    @AttributeDefinition(
            description = "Rate sent to a peer, bits per second, kept within its limits; 0: its start rate.",
            min = "0")
    long bits_per_second() default 0;
}
