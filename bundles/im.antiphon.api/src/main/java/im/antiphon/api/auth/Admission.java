// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.auth;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** Who comes in: what transports and resources ask before they serve a client. Safe from any thread. */
@ProviderType
public interface Admission {
    /**
     * Asks the authenticator; where none is configured, decides by the client's address.
     *
     * @return the identity; fails with an {@link AuthenticationException}, and with nothing else
     */
    CompletionStage<Identity> admit(Credentials credentials);

    /** Who is let in at the moment with nobody to vouch for it. */
    default Unvouched unvouched() {
        return Unvouched.NOBODY;
    }

    /** Whose word is taken for who it is. */
    enum Unvouched {
        /** Nobody's: there is an authenticator, or has been one, or nobody is let in. */
        NOBODY,
        /** That of clients of this machine. */
        THIS_MACHINE,
        /** That of everybody who reaches this node. */
        EVERYBODY
    }
}
