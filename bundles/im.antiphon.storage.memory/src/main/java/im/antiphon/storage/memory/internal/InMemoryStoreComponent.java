// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.memory.internal;

import im.antiphon.api.plugin.PluginName;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.api.storage.StoreLimits;
import im.antiphon.storage.memory.InMemorySessionStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Offers stores in memory; the highest ranking, so that a node needs no disk and no server to start. */
@Component(
        configurationPid = "im.antiphon.storage.memory",
        service = SessionStoreFactory.class,
        property = "service.ranking:Integer=20")
@PluginName("memory")
@Designate(ocd = InMemoryStoreConfiguration.class)
public final class InMemoryStoreComponent implements SessionStoreFactory {
    private final long originNanos = System.nanoTime();
    private volatile InMemoryStoreConfiguration configuration;

    @Activate
    public InMemoryStoreComponent(InMemoryStoreConfiguration configuration) {
        this.configuration = configuration;
    }

    @Modified
    void configure(InMemoryStoreConfiguration changed) {
        configuration = changed;
    }

    @Override
    public SessionStore open(String name) {
        StoreLimits.requireName(name);
        return new InMemorySessionStore(configuration.capacity_bytes(), () -> System.nanoTime() - originNanos);
    }
}
