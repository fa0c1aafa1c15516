package dev.lattice.report.table;

import java.util.List;

/** A ranking table as an HTML {@code table} whose cells carry what they are sorted by. */
public final class HtmlTable {

    private HtmlTable() {}

    /** Returns the element; what a cell is sorted by stands in {@code data-v}. */
    public static String render(Table table) {
        StringBuilder out = new StringBuilder("<table class=\"ranking\">\n<thead><tr>");
        for (Table.Column column : table.columns()) {
            out.append(column.numeric() ? "<th class=\"n\" scope=\"col\">" : "<th scope=\"col\">")
                    .append(escaped(column.name()));
            if (!column.unit().isEmpty()) {
                out.append(" <span class=\"unit\">")
                        .append(escaped(column.unit()))
                        .append("</span>");
            }
            out.append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        table.rows().forEach(row -> row(out, row, table.columns()));
        return out.append("</tbody>\n</table>\n").toString();
    }

    /** Returns text that is safe in an element and in a quoted attribute. */
    public static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                // Other control characters are not characters of XML at all.
                default -> out.append(c < ' ' && c != '\n' && c != '\t' && c != '\r' ? '\ufffd' : c);
            }
        }
        return out.toString();
    }

    private static void row(StringBuilder out, List<Table.Cell> row, List<Table.Column> columns) {
        out.append("<tr>");
        for (int c = 0; c < row.size(); c++) {
            Table.Cell cell = row.get(c);
            out.append("<td").append(columns.get(c).numeric() ? " class=\"n\"" : "");
            cell.order().ifPresent(v -> out.append(" data-v=\"").append(v).append('"'));
            out.append('>').append(escaped(cell.text())).append("</td>");
        }
        out.append("</tr>\n");
    }
}
