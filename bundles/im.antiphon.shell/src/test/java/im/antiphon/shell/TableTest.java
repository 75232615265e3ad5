// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void makesColumnsAsWideAsTheyNeedToBe() {
        Table table = new Table("ROOM", "PEERS");
        table.row("a long name", 2);
        table.row("b", 11);

        assertThat(table.toString())
                .isEqualTo(
                        """
                        ROOM         PEERS
                        a long name  2
                        b            11
                        (2)""");
    }

    @Test
    void letsNoNameDriveTheTerminal() {
        Table table = new Table("NAME");
        table.row("\u001b[2J\n");

        assertThat(table.toString()).isEqualTo("NAME\n?[2J?\n(1)");
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThatThrownBy(() -> new Table("A", "B").row("a")).hasMessage("cells: 1 (expected: 2)");
    }
}
