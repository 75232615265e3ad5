// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdFileTest {
    private final Random random = new Random(4);

    @TempDir
    Path home;

    @Test
    void aNodeThatNobodyHasNamedKeepsTheNameOfItsFirstStart() throws IOException {
        Path file = home.resolve("data").resolve("node-id");
        NodeId first = new NodeIdFile(file).readOrDraw(random);

        assertThat(new NodeIdFile(file).readOrDraw(random)).isEqualTo(first);
        assertThat(Files.readString(file)).isEqualTo(first + "\n");
        try (var left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void anotherInstallationHasAnotherName() throws IOException {
        NodeId here = new NodeIdFile(home.resolve("here")).readOrDraw(random);

        assertThat(new NodeIdFile(home.resolve("there")).readOrDraw(random)).isNotEqualTo(here);
    }

    @Test
    void aNameThatSomebodyHasWrittenThereIsTaken() throws IOException {
        Path file = Files.writeString(home.resolve("node-id"), " fra-1\r\n");

        assertThat(new NodeIdFile(file).readOrDraw(random)).isEqualTo(new NodeId("fra-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "fra 1", "fra-1\nfra-2", "b\u00fcro", "a.b", "aaaaaaaabbbbbbbbccccccccdddddddde"})
    void whatIsNoNameIsRefusedAndLeftAsItIs(String content) throws IOException {
        Path file = Files.writeString(home.resolve("node-id"), content);

        assertThatThrownBy(() -> new NodeIdFile(file).readOrDraw(random))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("expected: 1 to 32 of A-Z a-z 0-9 _ -")
                .hasMessageContaining("delete the file for a new one");
        assertThat(Files.readString(file)).isEqualTo(content);
    }

    @Test
    void whatCannotBeReadIsAnError() throws IOException {
        Path folder = Files.createDirectory(home.resolve("node-id"));

        assertThatThrownBy(() -> new NodeIdFile(folder).readOrDraw(random)).isInstanceOf(IOException.class);
    }

    @Test
    void drawnNamesDiffer() {
        Set<NodeId> names = new HashSet<>();
        for (int node = 0; node < 1000; node++) {
            names.add(NodeIdFile.drawn(random));
        }
        assertThat(names).hasSize(1000);
    }
}
