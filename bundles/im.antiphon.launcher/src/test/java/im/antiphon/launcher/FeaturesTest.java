// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesTest {
    private static final String HEAD = "{\"feature-resource-version\":\"1.0\",\"id\":\"t:t:1\",";

    @TempDir
    Path folder;

    @Test
    void nameBundlesByTheirPlaceInTheRepository() throws IOException {
        write(
                "a",
                """
                "bundles":[{"id":"g.h:x:1.0","bundleStartLevel":7},{"id":"g:n:jar:linux-x86_64:2"}]}
                """);

        assertThat(read().bundles())
                .containsExactly(
                        new Features.BundleEntry("g/h/x/1.0/x-1.0.jar", 7),
                        new Features.BundleEntry("g/n/2/n-2-linux-x86_64.jar", 20));
    }

    @Test
    void leaveOutBundlesOfAnotherPlatform() throws IOException {
        write(
                "a",
                """
                "bundles":[{"id":"g:x:1","platform":"linux-x86_64"},{"id":"g:y:1","platform":"linux-aarch_64"}]}
                """);

        assertThat(read().bundles()).containsExactly(new Features.BundleEntry("g/x/1/x-1.jar", 20));
    }

    @Test
    void leaveOutBundlesForANewerJava() throws IOException {
        int here = Runtime.version().feature();
        write(
                "a",
                "\"bundles\":[{\"id\":\"g:x:1\",\"java\":" + here + "},{\"id\":\"g:y:1\",\"java\":" + (here + 1)
                        + "}]}");

        assertThat(read().bundles()).containsExactly(new Features.BundleEntry("g/x/1/x-1.jar", 20));
    }

    @Test
    void nameASharedBundleOnce() throws IOException {
        write("a", "\"bundles\":[{\"id\":\"g:x:1\"}]}");
        write("b", "\"bundles\":[{\"id\":\"g:x:1\"}]}");

        assertThat(read().bundles()).hasSize(1);
    }

    @Test
    void fillVariablesIntoConfigurationsAndKeepTypes() throws IOException {
        write(
                "a",
                """
                "configurations":{"p.q~one":{"dir":"${antiphon.home}/plugins","filter":".*\\\\.jar","size:Long":5}}}
                """);

        assertThat(read().configurations())
                .containsEntry("p.q~one", Map.of("dir", "/srv/plugins", "filter", ".*\\.jar", "size", 5L));
    }

    @Test
    void carryPropertiesForTheFramework() throws IOException {
        write(
                "a",
                """
                "extensions":{"framework-launching-properties":
                    {"kind":"mandatory","type":"json","json":{"felix.startlevel.bundle":"20"}}}}
                """);

        assertThat(read().frameworkProperties()).containsEntry("felix.startlevel.bundle", "20");
    }

    @Test
    void areRefusedWithTheNameOfABrokenFile() throws IOException {
        write("broken", "\"bundles\":");

        assertThatThrownBy(this::read)
                .isInstanceOf(LaunchException.class)
                .hasMessageStartingWith("cannot read ")
                .hasMessageContaining("broken.json");
    }

    @Test
    void areAskedForWhereThereAreNone() {
        assertThatThrownBy(this::read).isInstanceOf(LaunchException.class).hasMessageStartingWith("no feature files");
    }

    private Features read() {
        return Features.read(folder, "linux-x86_64", Map.of("antiphon.home", "/srv"));
    }

    private void write(String name, String rest) throws IOException {
        Files.writeString(folder.resolve(name + ".json"), HEAD + rest);
    }
}
