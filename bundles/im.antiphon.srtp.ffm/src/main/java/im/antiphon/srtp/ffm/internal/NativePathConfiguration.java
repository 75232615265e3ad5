// SPDX-License-Identifier: Apache-2.0
package im.antiphon.srtp.ffm.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Which library protects media, and how it is sent. Peers and sockets that come later follow a change. */
@ObjectClassDefinition(
        name = "Antiphon native media path",
        description = "What encrypts and sends media where the system allows native code.")
public @interface NativePathConfiguration {
    String PID = "im.antiphon.srtp.ffm";

    @AttributeDefinition(description = "The only library to use: ipsec-mb or openssl; empty for the best that is there")
    String library() default "";

    @AttributeDefinition(
            description =
                    "Whether several datagrams to one address go to the kernel in one piece, where it can cut it up")
    boolean segmentation() default true;
}
