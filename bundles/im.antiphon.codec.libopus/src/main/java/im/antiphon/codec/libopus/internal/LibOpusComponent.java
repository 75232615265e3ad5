// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.libopus.internal;

import im.antiphon.api.codec.CodecFactory;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.codec.libopus.LibOpusCodec;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the codec as the plugin {@code libopus}, before the portable one, where the system has the library. */
@Component(
        immediate = true,
        service = {})
public final class LibOpusComponent {
    private static final int BEFORE_THE_PORTABLE_ONE = 100;
    private static final Logger LOG = LoggerFactory.getLogger(LibOpusComponent.class);

    private final @Nullable ServiceRegistration<CodecFactory> registration;

    @Activate
    public LibOpusComponent(BundleContext context) {
        LibOpusCodec codec = LibOpusCodec.load();
        if (codec == null) {
            LOG.info("event=libopus_absent reason=\"no libopus.so.0 on this system: the portable codec serves\"");
            registration = null;
            return;
        }
        LOG.info("event=libopus_loaded version=\"{}\"", codec.version());
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(PluginName.PROPERTY, "libopus");
        properties.put(Constants.SERVICE_RANKING, BEFORE_THE_PORTABLE_ONE);
        registration = context.registerService(CodecFactory.class, codec, properties);
    }

    @Deactivate
    void deactivate() {
        if (registration != null) {
            registration.unregister();
        }
    }
}
