// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Which library protects media. Peers that come later follow a change. */
@ObjectClassDefinition(name = "Antiphon native SRTP")
public @interface NativeSrtpConfiguration {
    String PID = "im.antiphon.srtp.ffm";

    @AttributeDefinition(description = "The only library to use: ipsec-mb or openssl; empty for the best that is there")
    String library() default "";
}
