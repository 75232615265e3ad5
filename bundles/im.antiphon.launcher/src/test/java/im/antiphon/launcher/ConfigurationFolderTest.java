// SPDX-License-Identifier: Apache-2.0
package im.antiphon.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFolderTest {
    @TempDir
    Path folder;

    private static final long LONG_AGO = 1_700_000_000_000L;

    private final List<String> complaints = new ArrayList<>();
    private ConfigurationFolder configurations = new ConfigurationFolder(Path.of("absent"), complaints::add);

    @BeforeEach
    void watchTheFolder() {
        configurations = new ConfigurationFolder(folder, complaints::add);
    }

    @Test
    void readsOneConfigurationFromEachFile() throws IOException {
        write("a.b.cfg.json", "{ /* why */ \"port:Integer\": 7, \"name\": \"x\", \"list\": [\"y\", \"z\"] }");
        write("f~one.cfg.json", "{}");
        write("readme.json", "{}");

        assertThat(configurations.read()).isTrue();
        assertThat(configurations.configurations()).containsOnlyKeys("a.b", "f~one");
        assertThat(configurations.configurations().get("a.b"))
                .containsEntry("port", 7)
                .containsEntry("name", "x")
                .containsEntry("list", new String[] {"y", "z"});
        assertThat(complaints).isEmpty();
    }

    @Test
    void tellsWhetherAnythingHasChanged() throws IOException {
        write("a.cfg.json", "{\"x\": 1}");
        configurations.read();

        assertThat(configurations.read()).isFalse();
        write("a.cfg.json", "{\"x\": 1000}");
        assertThat(configurations.read()).isTrue();
        assertThat(configurations.configurations()).containsEntry("a", Map.of("x", 1000L));
    }

    @Test
    void seesWhatComesChangesAndGoesAfterALongTimeInWhichNothingDid() throws IOException {
        write("a.cfg.json", "{\"x\": 1}");
        configurations.read();
        longAgo();
        assertThat(configurations.read()).isTrue();
        assertThat(configurations.read()).isFalse();
        assertThat(configurations.read()).isFalse();

        write("a.cfg.json", "{\"x\": 2}");
        Files.setLastModifiedTime(folder, FileTime.fromMillis(LONG_AGO));
        assertThat(configurations.read()).isTrue();
        longAgo();
        configurations.read();
        configurations.read();
        write("b.cfg.json", "{}");
        assertThat(configurations.read()).isTrue();
        longAgo();
        configurations.read();
        configurations.read();
        Files.delete(folder.resolve("b.cfg.json"));
        assertThat(configurations.read()).isTrue();
        assertThat(configurations.configurations()).containsOnlyKeys("a");
    }

    private void longAgo() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(LONG_AGO));
            }
        }
        Files.setLastModifiedTime(folder, FileTime.fromMillis(LONG_AGO));
    }

    @Test
    void forgetsADeletedFile() throws IOException {
        write("a.cfg.json", "{\"x\": 1}");
        configurations.read();
        Files.delete(folder.resolve("a.cfg.json"));

        assertThat(configurations.read()).isTrue();
        assertThat(configurations.configurations()).isEmpty();
    }

    @Test
    void keepsWhatABrokenFileSaidBeforeAndComplainsOnce() throws IOException {
        write("a.cfg.json", "{\"x\": 1}");
        configurations.read();
        write("a.cfg.json", "{\"x\": ");

        assertThat(configurations.read()).isFalse();
        assertThat(configurations.read()).isFalse();
        assertThat(configurations.configurations()).containsEntry("a", Map.of("x", 1L));
        assertThat(complaints).singleElement().asString().contains("a.cfg.json is not used");
    }

    @Test
    void keepsWhatIsChangedElsewhereBesideWhatAFileSays() throws IOException {
        write("a.b.cfg.json", "{ /* why */ \"port:Integer\": 7, \"Name\": \"x\" }");
        assertThat(configurations.read()).isTrue();
        configurations.keep("a.b", Map.of("name", "y", "list", new String[] {"z"}));
        configurations.keep("c", Map.of("on", true));
        assertThat(configurations.read()).isTrue();
        assertThat(configurations.configurations().get("a.b"))
                .containsEntry("port", 7)
                .containsEntry("list", new String[] {"z"})
                .containsValue("y")
                .doesNotContainValue("x");
        assertThat(configurations.configurations().get("c")).containsEntry("on", true);
        assertThat(Files.readString(folder.resolve("a.b.cfg.json.former"))).contains("why");
        assertThat(complaints).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
