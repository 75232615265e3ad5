// SPDX-License-Identifier: Apache-2.0
package im.antiphon.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettlingFilesTest {
    private final SettlingFiles files = new SettlingFiles();
    private final Map<String, Stamp> present = new HashMap<>();
    private final Set<String> damaged = new HashSet<>();

    @Test
    void aWholeFileHasSettledAtTheFirstLookOfAll() {
        put("a.jar", 1);

        assertThat(look().settled()).containsOnlyKeys("a.jar");
    }

    @Test
    void aFileThatComesLaterHasSettledWhenTwoLooksFindItTheSame() {
        look();
        put("a.jar", 1);
        assertThat(look().settled()).isEmpty();
        put("a.jar", 2);
        assertThat(look().settled()).isEmpty();
        assertThat(look().settled()).containsEntry("a.jar", stamp(2));
    }

    @Test
    void aFileThatWasDealtWithIsQuietUntilItChanges() {
        put("a.jar", 1);
        look();
        files.dealtWith("a.jar", stamp(1));
        assertThat(look().settled()).isEmpty();

        put("a.jar", 2);
        look();
        assertThat(look().settled()).containsOnlyKeys("a.jar");
    }

    @Test
    void aDamagedFileIsGivenTimeToBecomeWhole() {
        put("a.jar", 1);
        damaged.add("a.jar");
        for (int i = 1; i < SettlingFiles.LOOKS_AT_DAMAGED; i++) {
            assertThat(look().settled()).isEmpty();
        }
        assertThat(look().settled()).containsOnlyKeys("a.jar");
    }

    @Test
    void aFileThatWasDealtWithAndHasGoneIsToldOnce() {
        put("a.jar", 1);
        look();
        files.dealtWith("a.jar", stamp(1));
        present.clear();

        assertThat(look().gone()).containsExactly("a.jar");
        assertThat(look().gone()).isEmpty();
    }

    @Test
    void aFileThatWentBeforeItSettledWasNeverThere() {
        look();
        put("a.jar", 1);
        look();
        present.clear();

        assertThat(look()).isEqualTo(new SettlingFiles.Look(Map.of(), List.of()));
    }

    private void put(String file, int version) {
        present.put(file, stamp(version));
    }

    private static Stamp stamp(int version) {
        return new Stamp(100, FileTime.fromMillis(version));
    }

    private SettlingFiles.Look look() {
        return files.look(present, file -> !damaged.contains(file));
    }
}
