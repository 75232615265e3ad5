// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import im.antiphon.api.plugin.DeployedPlugin;
import im.antiphon.api.plugin.DeploymentEvent;
import im.antiphon.api.plugin.DeploymentException;
import im.antiphon.api.plugin.PluginDeployer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentCommandsTest {
    private static final DeployedPlugin GCC = new DeployedPlugin(
            "org.example.gcc", "1.2.0", "gcc.jar", null, DeployedPlugin.State.CURRENT, List.of("1.1.0"), 0);

    /** Takes files named {@code gcc.jar} that are not empty. */
    private static final class OnlyGcc implements PluginDeployer {
        @Override
        public DeployedPlugin install(String fileName, InputStream jar) {
            try {
                if (jar.readAllBytes().length == 0) {
                    throw new DeploymentException(DeploymentException.Reason.SAME_VERSION, "it is empty: fill it");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return remove(fileName);
        }

        @Override
        public DeployedPlugin remove(String fileName) {
            if (!fileName.equals("gcc.jar")) {
                throw new DeploymentException(DeploymentException.Reason.NOT_DEPLOYED, "no such file");
            }
            return GCC;
        }

        @Override
        public DeployedPlugin rollBack(String symbolicName) {
            return GCC;
        }

        @Override
        public List<DeployedPlugin> deployed() {
            return List.of(GCC);
        }

        @Override
        public List<DeploymentEvent> history() {
            return List.of(new DeploymentEvent(
                    DeploymentEvent.Type.REJECTED, "bad.jar", null, null, null, "it claims too much", 0));
        }
    }

    private final DeploymentCommands commands = new DeploymentCommands(new OnlyGcc());

    @TempDir
    Path folder;

    @Test
    void aFileIsInstalledUnderItsName() throws IOException {
        Path jar = folder.resolve("gcc.jar");
        Files.writeString(jar, "jar");
        assertThat(commands.install(jar.toString())).isEqualTo("org.example.gcc 1.2.0 runs");
        Files.writeString(jar, "");
        assertThat(commands.install(jar.toString())).isEqualTo("refused (same-version): it is empty: fill it");
        assertThat(commands.install(folder.resolve("none.jar").toString())).contains("cannot be read");
    }

    @Test
    void pluginsAreRemovedAndRolledBack() {
        assertThat(commands.remove("gcc.jar")).isEqualTo("org.example.gcc 1.2.0 is removed");
        assertThat(commands.remove("other.jar")).isEqualTo("refused (not-deployed): no such file");
        assertThat(commands.rollback("org.example.gcc")).isEqualTo("org.example.gcc 1.2.0 serves again");
        assertThat(commands.deployments()).contains("CURRENT", "1.1.0", "bad.jar", "it claims too much");
    }
}
