// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.congestion;

import org.osgi.annotation.versioning.ProviderType;

/** A controller whose plugin may be replaced while it runs. Confined to the loop it was opened for. */
@ProviderType
public interface ManagedCongestionController extends CongestionController, AutoCloseable {
    /** {@code name@version} of the plugin that serves it at the moment, or {@code built-in}. Safe from any thread. */
    String servedBy();

    /** Releases the plugin; the controller is not called again. */
    @Override
    void close();
}
