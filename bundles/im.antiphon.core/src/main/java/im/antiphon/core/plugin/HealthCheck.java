// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import java.util.Optional;

/** One plugin that judges itself. Two checks of the same bound plugin are equal. */
public interface HealthCheck {
    /** {@code name@version}. */
    String label();

    /** Asks the plugin; whatever it throws is the answer too. Takes as long as the plugin does. */
    Optional<String> ask();

    /** The plugin is not to serve. */
    void quarantine(String problem);
}
