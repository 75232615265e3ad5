// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value SessionJournalComponent#PID}; a change opens the journal anew. */
@ObjectClassDefinition(name = "Antiphon session journal", description = "Records of sessions in the session store.")
@interface SessionJournalConfiguration {
    @AttributeDefinition(
            description = "So long after its last change the record of a session is gone, s.",
            min = "1",
            max = "31622400")
    long time_to_live_seconds() default 86_400;
}
