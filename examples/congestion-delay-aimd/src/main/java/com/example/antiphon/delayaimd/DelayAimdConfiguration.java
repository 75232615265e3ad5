// SPDX-License-Identifier: Apache-2.0
package com.example.antiphon.delayaimd;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value DelayAimdPlugin#PID}. */
@ObjectClassDefinition(
        name = "Congestion control by delay",
        description = "Falls before queues overflow. Peers that come later follow a change.")
public @interface DelayAimdConfiguration {
    @AttributeDefinition(
            description =
                    "How long packets may wait in the queues of a path, ms. Less is kinder to the voice, more to the rate.",
            min = "5",
            max = "1000")
    long queueing_limit_millis() default 60;
}
