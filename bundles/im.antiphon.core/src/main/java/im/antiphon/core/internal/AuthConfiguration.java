// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of PID {@value ClientAdmissionComponent#PID}. */
@ObjectClassDefinition(
        name = "Antiphon identity",
        description = "Who is let in without an authenticator, and what becomes of sessions whose token expires.")
@interface AuthConfiguration {
    @AttributeDefinition(
            description = "Who is believed to be whom it claims to be, while there has been no authenticator: "
                    + "loopback, everywhere, or nobody.")
    String allow_anonymous() default "loopback";

    @AttributeDefinition(
            description = "Whether a session ends when its token has expired and the client has shown no other one.")
    boolean token_ends_session() default true;

    @AttributeDefinition(
            description =
                    "How long before its token expires a client is told, s; again when a quarter of that is left.")
    int token_notice_seconds() default 60;

    @AttributeDefinition(description = "For how long a session goes on after its token has expired, s.")
    int token_grace_seconds() default 30;
}
