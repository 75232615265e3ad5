// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.core.session.LocalNode;
import im.antiphon.core.session.NodeId;
import java.security.SecureRandom;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives this node its name: the configured one, or one drawn at start. */
@Component(service = LocalNode.class, configurationPid = LocalNodeComponent.PID)
@Designate(ocd = NodeConfiguration.class)
public final class LocalNodeComponent extends LocalNode {
    static final String PID = "im.antiphon.core.node";

    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 8;
    private static final Logger LOG = LoggerFactory.getLogger(LocalNodeComponent.class);

    @Activate
    public LocalNodeComponent(NodeConfiguration configuration) {
        super(new NodeId(configuration.node_id().isEmpty() ? drawn() : configuration.node_id()));
        LOG.info(
                "event=node_named node={} configured={}",
                id(),
                !configuration.node_id().isEmpty());
    }

    private static String drawn() {
        StringBuilder name = new StringBuilder(LENGTH);
        new SecureRandom().ints(LENGTH, 0, BASE32.length()).forEach(i -> name.append(BASE32.charAt(i)));
        return name.toString();
    }
}
