// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.session;

import im.antiphon.api.auth.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The sessions of this node. Safe from any thread. */
@ProviderType
public interface Sessions {
    /** Opens a session in {@link SessionState#HANDSHAKING}. */
    Session open(SessionKind kind, Identity identity);

    /** The session of that id, or null where it is unknown or terminated. */
    @Nullable
    Session find(String id);

    /** All that are not terminated, in no order. */
    List<Session> list();

    /** How many are in that state. */
    int count(SessionState state);
}
