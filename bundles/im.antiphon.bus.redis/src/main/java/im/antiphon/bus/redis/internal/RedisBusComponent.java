// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.redis.internal;

import im.antiphon.api.bus.Bus;
import im.antiphon.api.bus.BusFactory;
import im.antiphon.api.bus.BusListener;
import im.antiphon.api.bus.BusNode;
import im.antiphon.api.plugin.PluginName;
import im.antiphon.bus.redis.RedisBus;
import im.antiphon.bus.redis.RedisBusSettings;
import java.time.Duration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/** Offers the bus through a Redis server, to which only an opened bus connects. */
@Component(
        configurationPid = "im.antiphon.bus.redis",
        service = BusFactory.class,
        property = "service.ranking:Integer=0")
@PluginName("redis")
@Designate(ocd = RedisBusConfiguration.class)
public final class RedisBusComponent implements BusFactory {
    private final RedisBusSettings settings;

    @Activate
    public RedisBusComponent(RedisBusConfiguration configuration) {
        settings = new RedisBusSettings(
                configuration.uri(),
                configuration.cluster(),
                Duration.ofMillis(configuration.node_time_millis()),
                Duration.ofMillis(configuration.timeout_millis()),
                configuration.stream_length(),
                configuration.maximum_commands());
    }

    @Override
    public Bus open(BusNode node, BusListener listener) {
        return RedisBus.open(settings, node, listener);
    }
}
