// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.routing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Chooses nodes by whichever strategy serves, and by tags where a request has some. Safe from any thread; a look-up takes no
 * lock and allocates nothing, also while the table is rebuilt. It throws nothing that a plugin has thrown.
 *
 * <p><b>Tags.</b> A node may carry one tag in each of several dimensions, and so may a request; which dimensions count, and
 * in what order, is configured ({@code env}, then {@code region}). In each dimension
 *
 * <pre>
 *   request            is served by nodes whose tag is, the earlier the better
 *   env=v2-blue        v2-blue     the same
 *                      v2-*        a prefix of it, the longest first
 *                      *           anything; a node without a tag in this dimension counts as that
 *   (none)             *           anything
 *                      whatever it is, where no node takes anything
 * </pre>
 *
 * <p>So a canary ({@code env=v2-*}) sees requests that ask for it and no others, and a request whose canary has gone falls
 * back to the nodes for everybody. The first dimension decides before the second; where the best choice in one leaves no node
 * for the next, the second best is tried. Among the nodes that are left, the strategy chooses.
 */
@ProviderType
public interface RoutingTable extends RoutingStrategy, AutoCloseable {
    /** The node for a request without tags; null where there are no nodes. */
    @Override
    @Nullable
    RoutingNode route(CharSequence key);

    /**
     * The node for a key among those for these tags.
     *
     * @param wantedTags value by dimension; dimensions that do not count are ignored
     * @return null where no node takes them
     */
    @Nullable
    RoutingNode route(CharSequence key, Map<String, String> wantedTags);

    /** The nodes in force. */
    List<RoutingNode> nodes();

    /**
     * Puts other nodes in force; look-ups that begin after the return see them.
     *
     * @throws IllegalArgumentException if two nodes have the same id
     */
    void replaceNodes(List<RoutingNode> nodes);

    /** {@code name@version} of the plugin that serves it at the moment, or {@code built-in}. */
    String servedBy();

    /** Releases the plugin; look-ups go on being answered, in the way of a table without a plugin. */
    @Override
    void close();
}
