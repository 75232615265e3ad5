// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.plugin.LoopWatch.BlockedLoop;
import im.antiphon.api.plugin.PluginInfo;
import im.antiphon.api.plugin.PluginKind;
import im.antiphon.api.plugin.PluginState;
import im.antiphon.observe.Check.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class PluginChecksTest {
    private static final PluginInfo WELL =
            new PluginInfo(PluginKind.CODEC, "opus", "1.0.0", "bundle", 0, PluginState.SERVING, 0, 0);
    private static final PluginInfo OUT = new PluginInfo(
            PluginKind.CONGESTION, "gcc", "1.2.0", "bundle", 0, PluginState.QUARANTINED, 0, 3, "it was slow");

    @Test
    void aQuarantinedPluginIsNamedWithTheReason() {
        assertThat(PluginChecks.quarantines(List.of(WELL)).status()).isEqualTo(Status.UP);
        Check check = PluginChecks.quarantines(List.of(WELL, OUT));
        assertThat(check)
                .isEqualTo(new Check("plugins", Status.DEGRADED, "congestion gcc@1.2.0 is quarantined: it was slow"));
    }

    @Test
    void aLoopThatDoesNotComeBackIsDegradedFirstAndDownAfterFiveSeconds() {
        assertThat(PluginChecks.loops(List.of()).status()).isEqualTo(Status.UP);
        assertThat(PluginChecks.loops(List.of(new BlockedLoop("media-1", 700_000_000L, "gcc@1.2.0"))))
                .isEqualTo(
                        new Check("loops", Status.DEGRADED, "media-1 has not come back for 700 ms, held by gcc@1.2.0"));
        assertThat(PluginChecks.loops(List.of(new BlockedLoop("media-1", 5_000_000_000L, null))))
                .isEqualTo(new Check("loops", Status.DOWN, "media-1 has not come back for 5000 ms"));
    }
}
