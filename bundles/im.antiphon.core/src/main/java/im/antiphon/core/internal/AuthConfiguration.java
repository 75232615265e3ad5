// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value ClientAdmissionComponent#PID}. */
@ObjectClassDefinition(name = "Antiphon identity", description = "Who is let in without an authenticator.")
@interface AuthConfiguration {
    @AttributeDefinition(
            description = "Who is believed to be whom it claims to be, while there has been no authenticator: "
                    + "loopback, everywhere, or nobody.")
    String allow_anonymous() default "loopback";
}
