// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value PluginWatchComponent#PID}; hot. */
@ObjectClassDefinition(
        name = "Antiphon plugin watch",
        description = "How event loops are watched and plugins asked for their health.")
@interface PluginWatchConfiguration {
    @AttributeDefinition(
            description =
                    "Between two looks at the event loops while one does not come back, and half of what is between two else, ms.",
            min = "10")
    long period_millis() default 100;

    @AttributeDefinition(description = "An event loop that has not come back for so long is blocked, ms.")
    long loop_limit_millis() default 500;

    @AttributeDefinition(description = "Between two questions to a plugin for its health, ms.")
    long health_period_millis() default 5000;

    @AttributeDefinition(description = "A plugin that does not answer for so long is unhealthy, ms.")
    long health_limit_millis() default 1000;

    @AttributeDefinition(description = "So many threads of its own may run for one plugin.", min = "0")
    int threads_per_plugin() default 16;
}
