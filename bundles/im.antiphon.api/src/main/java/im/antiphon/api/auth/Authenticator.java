// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells from its credentials who a client is. Register it as an OSGi service; the one with the highest ranking is asked.
 * While there is none, clients of this machine are taken for whom they claim to be; once there has been one, nobody is.
 */
@ConsumerType
public interface Authenticator {
    /**
     * Called by any thread, also by event loops: answers at once, or later from a thread of its own.
     *
     * @return the identity; fails with an {@link AuthenticationException} where there is none
     */
    CompletionStage<Identity> authenticate(Credentials credentials);
}
