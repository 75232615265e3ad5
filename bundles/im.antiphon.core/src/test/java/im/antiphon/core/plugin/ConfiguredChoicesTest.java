// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.antiphon.api.plugin.PluginChoice;
import im.antiphon.api.plugin.PluginKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredChoicesTest {
    private static final ConfiguredChoices CHOICES = ConfiguredChoices.read(Map.of(
            "congestion",
            "remb",
            "congestion.tenants",
            new String[] {"acme=fixed", "b = gcc"},
            "codecs",
            new String[] {"opus=libopus"},
            "codecs.tenants",
            List.of("acme/PCMU=g711"),
            "routing",
            "",
            "breaker.failures",
            5));

    @Test
    void areReadForAllAndForTenants() {
        PluginSelection congestion = CHOICES.of(PluginKind.CONGESTION);
        assertThat(congestion.nameFor("default")).isEqualTo("remb");
        assertThat(congestion.nameFor("acme")).isEqualTo("fixed");
        assertThat(congestion.nameFor("b")).isEqualTo("gcc");
        assertThat(congestion.nameFor("c")).isEqualTo("remb");
        assertThat(CHOICES.of(PluginKind.ROUTING)).isEqualTo(PluginSelection.NONE);
        assertThat(CHOICES.codecs().get("OPUS")).isEqualTo(PluginSelection.of("libopus"));
        assertThat(CHOICES.codecs().get("PCMU")).isEqualTo(new PluginSelection("", Map.of("acme", "g711")));
    }

    @Test
    void areListed() {
        assertThat(CHOICES.list())
                .containsExactlyInAnyOrder(
                        new PluginChoice(PluginKind.CONGESTION, "", "default", "remb"),
                        new PluginChoice(PluginKind.CONGESTION, "", "acme", "fixed"),
                        new PluginChoice(PluginKind.CONGESTION, "", "b", "gcc"),
                        new PluginChoice(PluginKind.CODEC, "OPUS", "default", "libopus"),
                        new PluginChoice(PluginKind.CODEC, "PCMU", "acme", "g711"));
    }

    @Test
    void whatIsWrittenIsReadTheSame() {
        Map<String, Object> written = new HashMap<>();
        for (PluginKind kind : PluginKind.values()) {
            written.putAll(CHOICES.properties(kind));
        }
        assertThat(ConfiguredChoices.read(written).list()).containsExactlyInAnyOrderElementsOf(CHOICES.list());
    }

    @Test
    void oneIsChangedAndTheOthersStay() {
        ConfiguredChoices changed = CHOICES.with(PluginKind.CONGESTION, List.of(), "acme", "gcc")
                .with(PluginKind.CONGESTION, List.of(), "default", "")
                .with(PluginKind.CODEC, List.of("PCMU", "PCMA"), "default", "g711");
        assertThat(changed.of(PluginKind.CONGESTION))
                .isEqualTo(new PluginSelection("", Map.of("acme", "gcc", "b", "gcc")));
        assertThat(changed.codecs().get("PCMA")).isEqualTo(PluginSelection.of("g711"));
        assertThat(changed.codecs().get("PCMU")).isEqualTo(new PluginSelection("g711", Map.of("acme", "g711")));
        assertThat(changed.encodingsChosen("default")).containsExactlyInAnyOrder("OPUS", "PCMU", "PCMA");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "codecs, opus, codecs: opus (expected: ENCODING=name)",
        "congestion.tenants, acme, congestion.tenants: acme (expected: TENANT=name)",
        "codecs.tenants, acme=opus, codecs.tenants: acme=opus (expected: TENANT/ENCODING=name)",
    })
    void whatIsInNoAcceptableFormIsRefused(String key, String line, String message) {
        assertThatThrownBy(() -> ConfiguredChoices.read(Map.of(key, new String[] {line})))
                .hasMessage(message);
    }

    @Test
    void aTenantHasAName() {
        assertThatThrownBy(() -> CHOICES.with(PluginKind.ROUTING, List.of(), " ", "x"))
                .hasMessageStartingWith("tenant: \" \" (expected: ");
        assertThatThrownBy(() -> CHOICES.with(PluginKind.BUS, List.of(), "acme", "redis"))
                .hasMessageContaining("a node has one bus for all");
        assertThatThrownBy(() -> new PluginSelection("", Map.of("default", "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
