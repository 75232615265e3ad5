// SPDX-License-Identifier: Apache-2.0
package im.antiphon.loadtest.report;

import java.util.List;

/** Writes the little HTML that a report needs. What it is given is text, and escaped. */
final class Html {
    private final StringBuilder html = new StringBuilder();

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    Html raw(String markup) {
        html.append(markup);
        return this;
    }

    Html heading(String text) {
        html.append("<h2>").append(escape(text)).append("</h2>\n");
        return this;
    }

    Html paragraph(String text) {
        html.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** One of the figures that come first. */
    Html figure(String label, String value, boolean good) {
        html.append("<div class=\"tile")
                .append(good ? "" : " bad")
                .append("\"><b>")
                .append(escape(value))
                .append("</b><span>")
                .append(escape(label))
                .append("</span></div>\n");
        return this;
    }

    /** The first column holds names, the others figures. */
    Html table(List<String> heads, List<List<String>> rows) {
        html.append("<div class=\"scroll\"><table>\n<tr>");
        heads.forEach(head -> html.append("<th>").append(escape(head)).append("</th>"));
        html.append("</tr>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            row.forEach(cell -> html.append("<td>").append(escape(cell)).append("</td>"));
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
        return this;
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
