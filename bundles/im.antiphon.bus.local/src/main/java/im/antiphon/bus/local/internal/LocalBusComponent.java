// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.local.internal;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.bus.local.LocalHub;
import org.osgi.service.component.annotations.Component;

/** Offers the bus of this process; the highest ranking, so that a node needs no server to start. */
@Component(service = BusFactory.class, property = "service.ranking:Integer=20")
@PluginName("local")
public final class LocalBusComponent implements BusFactory {
    private final LocalHub hub = new LocalHub();

    @Override
    public Bus open(BusNode node, BusListener listener) {
        return hub.open(node, listener);
    }
}
