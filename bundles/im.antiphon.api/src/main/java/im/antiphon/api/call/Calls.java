// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.call;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The calls that this node decides about: those that were made here. Safe from any thread; nothing waits. */
@ProviderType
public interface Calls {
    /** All that are not over, in no order. */
    List<CallInfo> list();

    /** The call of that id, or null where there is none here. */
    @Nullable
    CallInfo find(String id);

    /**
     * Ends a call for everybody in it, soon; they are told {@code operator} as the reason.
     *
     * @return whether there was one
     */
    boolean end(String id);
}
