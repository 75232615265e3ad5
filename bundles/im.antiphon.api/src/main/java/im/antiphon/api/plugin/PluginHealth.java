// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.plugin;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A plugin's own judgement of itself. A factory may implement it beside its contract; it is then asked every few seconds
 * for as long as it is bound and not quarantined.
 *
 * <p>Asked on a thread of the core's, never on an event loop, one call at a time. Answering takes a second at most: a check
 * that takes longer is interrupted and counts as a problem, as does one that throws. Answer from what is known; do not
 * probe a remote system here.
 *
 * <p>A plugin with a problem is quarantined, and the next best takes over. It does <em>not</em> come back when the problem
 * goes away, but by an operator's word or a newer version. So a passing weakness is not a problem; being of no use is.
 */
@ConsumerType
public interface PluginHealth {
    /** Why this plugin should not serve, in a sentence for its operator; empty where it is well. */
    Optional<String> problem();
}
