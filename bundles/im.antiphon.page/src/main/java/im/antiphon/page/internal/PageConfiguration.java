// SPDX-License-Identifier: Apache-2.0
package im.antiphon.page.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What the call page has to know about its server. */
@ObjectClassDefinition(name = "Antiphon call page", description = "Where the call page sends its visitors.")
public @interface PageConfiguration {
    String PID = "im.antiphon.page";

    @AttributeDefinition(
            description = "Port of HTTPS as browsers reach it; a visitor without a secure context is sent there",
            min = "1",
            max = "65535")
    int httpsPort() default 8443;
}
