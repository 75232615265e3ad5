// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

/**
 * One product together with the plugin it came from, which is not let go before {@link #release}. Confined to whoever
 * confines the product.
 */
final class PluginLease<F, P> {
    private final BoundPlugin<F> plugin;
    private final P product;
    private boolean released;

    PluginLease(BoundPlugin<F> plugin, P product) {
        this.plugin = plugin;
        this.product = product;
    }

    P product() {
        return product;
    }

    BoundPlugin<F> plugin() {
        return plugin;
    }

    long serviceId() {
        return plugin.identity().serviceId();
    }

    String servedBy() {
        return plugin.identity().label();
    }

    /** The product is not called any more; releasing twice does nothing. */
    void release() {
        if (!released) {
            released = true;
            plugin.release();
        }
    }
}
