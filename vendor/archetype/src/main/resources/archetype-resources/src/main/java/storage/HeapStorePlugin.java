package ${package};

import im.antiphon.api.plugin.PluginName;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StoreLimits;
import org.osgi.service.component.annotations.Component;

/** Offers {@link HeapStore}; at this ranking records move to it as soon as it is there. Nothing is opened before they do. */
@Component(service = SessionStoreFactory.class, property = "service.ranking:Integer=30")
@PluginName("${artifactId}")
public final class HeapStorePlugin implements SessionStoreFactory {
    private static final long CAPACITY_BYTES = 256L << 20;

    @Override
    public SessionStore open(String name) {
        StoreLimits.requireName(name);
        return new HeapStore(CAPACITY_BYTES, System::nanoTime);
    }
}
