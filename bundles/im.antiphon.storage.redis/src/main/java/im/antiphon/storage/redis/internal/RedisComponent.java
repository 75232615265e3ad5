// SPDX-License-Identifier: Apache-2.0
package im.antiphon.storage.redis.internal;

import im.antiphon.api.plugin.PluginName;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.storage.redis.RedisServer;
import im.antiphon.storage.redis.RedisSessionStore;
import im.antiphon.storage.redis.RedisSettings;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Offers stores in a Redis server, to which the first call connects. */
@Component(
        configurationPid = "im.antiphon.storage.redis",
        service = SessionStoreFactory.class,
        property = "service.ranking:Integer=0")
@PluginName("redis")
@Designate(ocd = RedisConfiguration.class)
public final class RedisComponent implements SessionStoreFactory {
    private final RedisServer server;

    @Activate
    public RedisComponent(RedisConfiguration configuration) {
        server = new RedisServer(new RedisSettings(
                configuration.uri(),
                Duration.ofMillis(configuration.timeout_millis()),
                configuration.maximum_commands()));
    }

    @Deactivate
    void deactivate() {
        server.close();
    }

    @Override
    public SessionStore open(String name) {
        return new RedisSessionStore(server, name);
    }

    @Override
    public boolean persistent() {
        return true;
    }
}
