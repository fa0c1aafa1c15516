package dev.lattice.report.table;

import java.util.List;
import java.util.stream.Collectors;

/** A ranking table in GitHub's Markdown. */
public final class MarkdownTable {

    private MarkdownTable() {}

    /** Returns the title as a bold line, the table, how many cells were left out, and the notes. */
    public static String render(Table table) {
        StringBuilder out =
                new StringBuilder("**").append(escaped(table.title())).append("**\n\n");
        line(out, table.headers().stream().map(MarkdownTable::escaped).toList());
        line(
                out,
                table.columns().stream().map(c -> c.numeric() ? "---:" : "---").toList());
        table.rows()
                .forEach(row ->
                        line(out, row.stream().map(c -> escaped(c.text())).toList()));
        if (table.omitted() > 0) {
            out.append("\n… and ").append(table.omitted()).append(" more\n");
        }
        table.notes().forEach(note -> out.append('\n').append(escaped(note)).append('\n'));
        return out.toString();
    }

    public static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            if ("\\`*_[]<>|".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c == '\n' || c == '\r' ? ' ' : c);
        }
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |")))
                .append('\n');
    }
}
