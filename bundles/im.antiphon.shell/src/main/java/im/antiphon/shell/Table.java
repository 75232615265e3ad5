// SPDX-License-Identifier: Apache-2.0
package im.antiphon.shell;

import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, in columns as wide as they need to be. Confined to one thread. */
public final class Table {
    private static final String GAP = "  ";

    private final String[] heading;
    private final List<String[]> rows = new ArrayList<>();

    public Table(String... heading) {
        this.heading = heading.clone();
    }

    /** Adds one row; what clients have named themselves is shown without control characters. */
    public void row(Object... cells) {
        if (cells.length != heading.length) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + heading.length + ")");
        }
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = String.valueOf(cells[i]).replaceAll("\\p{Cntrl}", "?");
        }
        rows.add(row);
    }

    /** The heading, the rows, and how many there are. */
    @Override
    public String toString() {
        int[] widths = new int[heading.length];
        measure(heading, widths);
        rows.forEach(row -> measure(row, widths));
        StringBuilder text = new StringBuilder();
        append(heading, widths, text);
        rows.forEach(row -> append(row, widths, text));
        return text.append('(').append(rows.size()).append(')').toString();
    }

    private static void measure(String[] row, int[] widths) {
        for (int i = 0; i < row.length; i++) {
            widths[i] = Math.max(widths[i], row[i].length());
        }
    }

    private static void append(String[] row, int[] widths, StringBuilder text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            line.append(row[i]).append(" ".repeat(widths[i] - row[i].length())).append(GAP);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
