// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PluginVersionTest {
    @Test
    void numbersCompareAsNumbersAndTheQualifierAsText() {
        assertThat(PluginVersion.parse("1.10.0")).isGreaterThan(PluginVersion.parse("1.9.9"));
        assertThat(PluginVersion.parse("2")).isGreaterThan(PluginVersion.parse("1.99.99.zz"));
        assertThat(PluginVersion.parse("1.0.0.b")).isGreaterThan(PluginVersion.parse("1.0.0.a"));
        assertThat(PluginVersion.parse("1.0.0.SNAPSHOT")).isGreaterThan(PluginVersion.parse("1.0.0"));
        assertThat(PluginVersion.parse("1.0")).isEqualByComparingTo(PluginVersion.parse("1.0.0"));
    }

    @Test
    void readsWhatItWrites() {
        for (String text : new String[] {"0.1.0", "1.2.3.SNAPSHOT", "1.2.3.a.b"}) {
            assertThat(PluginVersion.parse(text)).hasToString(text);
        }
    }

    @Test
    void refusesWhatIsNoVersion() {
        assertThatThrownBy(() -> PluginVersion.parse("one")).isInstanceOf(NumberFormatException.class);
    }
}
