// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import im.antiphon.api.plugin.LoopWatch.BlockedLoop;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.observe.Check.Status;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What {@code /health/ready} says of misbehaving plugins. */
public final class PluginChecks {
    /** A loop that has not come back for so long may never do so. */
    private static final long HOPELESS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private PluginChecks() {}

    /** Degraded while a plugin is quarantined: calls are served, by the next best. */
    public static Check quarantines(List<PluginInfo> plugins) {
        String quarantined = plugins.stream()
                .filter(plugin -> plugin.state() == PluginState.QUARANTINED)
                .map(plugin -> plugin.kind().label() + " " + plugin.label() + " is quarantined: " + plugin.reason())
                .distinct()
                .collect(Collectors.joining("; "));
        return quarantined.isEmpty()
                ? new Check("plugins", Status.UP, "none quarantined")
                : new Check("plugins", Status.DEGRADED, quarantined);
    }

    /** Degraded while a loop is held up, down when that has gone on for five seconds: it serves nobody. */
    public static Check loops(List<BlockedLoop> blocked) {
        if (blocked.isEmpty()) {
            return new Check("loops", Status.UP, "all come back");
        }
        boolean hopeless = blocked.stream().anyMatch(loop -> loop.nanos() >= HOPELESS_NANOS);
        return new Check(
                "loops",
                hopeless ? Status.DOWN : Status.DEGRADED,
                blocked.stream().map(PluginChecks::describe).collect(Collectors.joining("; ")));
    }

    private static String describe(BlockedLoop loop) {
        return loop.name() + " has not come back for " + TimeUnit.NANOSECONDS.toMillis(loop.nanos()) + " ms"
                + (loop.plugin() == null ? "" : ", held by " + loop.plugin());
    }
}
