// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import im.antiphon.api.auth.Grants;
import im.antiphon.api.auth.Identity;

/** Who there is in tests. */
public final class TestIdentities {
    /** The node of tests. */
    public static final NodeId NODE = new NodeId("n1");

    public static final Identity ADA = Identity.claimed("Ada", "laptop", Grants.ALL);

    private TestIdentities() {}
}
