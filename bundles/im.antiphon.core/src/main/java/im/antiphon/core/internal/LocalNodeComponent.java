// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.core.session.LocalNode;
import im.antiphon.core.session.NodeId;
import im.antiphon.core.session.NodeIdFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives this node its name: the configured one, or the one drawn at its first start. */
@Component(service = LocalNode.class, configurationPid = LocalNodeComponent.PID)
@Designate(ocd = NodeConfiguration.class)
public final class LocalNodeComponent extends LocalNode {
    static final String PID = "im.antiphon.core.node";

    private static final String HOME_PROPERTY = "antiphon.home";
    private static final Logger LOG = LoggerFactory.getLogger(LocalNodeComponent.class);

    @Activate
    public LocalNodeComponent(BundleContext bundle, NodeConfiguration configuration) {
        super(
                configuration.node_id().isEmpty()
                        ? kept(bundle.getProperty(HOME_PROPERTY))
                        : new NodeId(configuration.node_id()));
        LOG.info(
                "event=node_named node={} configured={}",
                id(),
                !configuration.node_id().isEmpty());
    }

    private static NodeId kept(@Nullable String home) {
        SecureRandom random = new SecureRandom();
        if (home == null) {
            return NodeIdFile.drawn(random);
        }
        Path file = Path.of(home, "data", "node-id");
        try {
            return new NodeIdFile(file).readOrDraw(random);
        } catch (IOException unusable) {
            NodeId drawn = NodeIdFile.drawn(random);
            LOG.warn("event=node_name_not_kept node={} file={} cause=\"{}\"", drawn, file, unusable.toString());
            return drawn;
        }
    }
}
