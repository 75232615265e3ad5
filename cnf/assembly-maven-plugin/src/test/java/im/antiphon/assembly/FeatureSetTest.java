// SPDX-License-Identifier: Apache-2.0
package im.antiphon.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureSetTest {
    @TempDir
    Path folder;

    @Test
    void namesEachBundleOnceInRepositoryLayout() throws IOException {
        feature("a", "g.h:x:1.0", "g.h:n:jar:linux-x86_64:2.0");
        feature("b", "g.h:x:1.0");

        assertThat(FeatureSet.read(folder).bundles().stream().map(FeatureSet::repositoryPath))
                .containsExactly("g/h/n/2.0/n-2.0-linux-x86_64.jar", "g/h/x/1.0/x-1.0.jar");
    }

    @Test
    void tellsWhereTwoFeaturesDisagreeOnAVersion() throws IOException {
        feature("a", "g:x:1.0");
        feature("b", "g:x:1.1");

        assertThat(FeatureSet.read(folder).conflicts()).containsExactly("g:x: 1.0 and, in b.json, 1.1");
    }

    @Test
    void tellsWhichBundlesAreInNoFeature() throws IOException {
        feature("a", "g:x:1.0");

        assertThat(FeatureSet.read(folder).missing(List.of("g:x", "g:z", "g:y")))
                .containsExactly("g:y", "g:z");
    }

    private void feature(String name, String... ids) throws IOException {
        StringBuilder bundles = new StringBuilder();
        for (String id : ids) {
            bundles.append(bundles.length() == 0 ? "" : ",")
                    .append("{\"id\":\"")
                    .append(id)
                    .append("\"}");
        }
        Files.writeString(
                folder.resolve(name + ".json"),
                "{\"feature-resource-version\":\"1.0\",\"id\":\"t:" + name + ":1\",\"bundles\":[" + bundles + "]}");
    }
}
