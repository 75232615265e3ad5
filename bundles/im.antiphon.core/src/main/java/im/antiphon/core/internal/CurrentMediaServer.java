// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.media.MediaServer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The media server of this node, which may come later, be replaced, or never come. */
@Component(immediate = true, service = CurrentMediaServer.class)
public final class CurrentMediaServer implements Supplier<@Nullable MediaServer> {
    private volatile @Nullable MediaServer server;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindServer(MediaServer bound) {
        server = bound;
    }

    /** A better one is bound before this one goes. */
    void unbindServer(MediaServer gone) {
        if (server == gone) {
            server = null;
        }
    }

    @Override
    public @Nullable MediaServer get() {
        return server;
    }
}
