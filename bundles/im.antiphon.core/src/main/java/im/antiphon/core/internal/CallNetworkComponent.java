// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.core.calling.CallService;
import im.antiphon.core.calling.ClusterCallNetwork;
import im.antiphon.core.cluster.LinkedCluster;
import im.antiphon.core.signaling.SignalingService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The way of calls from node to node, while there are both. */
@Component(immediate = true, service = CallNetworkComponent.class)
public final class CallNetworkComponent {
    private final ClusterCallNetwork network;

    @Activate
    public CallNetworkComponent(
            @Reference CallService calls, @Reference SignalingService signaling, @Reference LinkedCluster cluster) {
        network = new ClusterCallNetwork(calls, signaling, cluster, cluster.presence());
        network.open();
    }

    @Deactivate
    void deactivate() {
        network.close();
    }
}
