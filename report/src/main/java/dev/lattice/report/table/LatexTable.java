package dev.lattice.report.table;

import java.util.List;
import java.util.stream.Collectors;

/** A ranking table for LaTeX; needs {@code \\usepackage{booktabs}}. */
public final class LatexTable {

    private LatexTable() {}

    /** Returns a {@code table} environment with the title as caption. */
    public static String render(Table table) {
        StringBuilder out = new StringBuilder("% needs \\usepackage{booktabs}\n\\begin{table}\n  \\centering\n");
        out.append("  \\caption{").append(escaped(table.title())).append(".");
        if (table.omitted() > 0) {
            out.append(" The best ").append(table.rows().size()).append(" of ");
            out.append(table.rows().size() + table.omitted()).append(" cells.");
        }
        out.append("}\n  \\begin{tabular}{");
        table.columns().forEach(c -> out.append(c.numeric() ? 'r' : 'l'));
        out.append("}\n    \\toprule\n");
        line(out, table.columns().stream().map(Table.Column::name).toList());
        if (table.columns().stream().anyMatch(c -> !c.unit().isEmpty())) {
            line(
                    out,
                    table.columns().stream()
                            .map(c -> c.unit().isEmpty() ? "" : "(" + c.unit() + ")")
                            .toList());
        }
        out.append("    \\midrule\n");
        table.rows().forEach(row -> line(out, row.stream().map(Table.Cell::text).toList()));
        return out.append("    \\bottomrule\n  \\end{tabular}\n\\end{table}\n").toString();
    }

    static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.append(
                    switch (c) {
                        case '\\' -> "\\textbackslash{}";
                        case '{', '}', '$', '&', '#', '_', '%' -> "\\" + c;
                        case '~' -> "\\textasciitilde{}";
                        case '^' -> "\\textasciicircum{}";
                        case '<' -> "\\textless{}";
                        case '>' -> "\\textgreater{}";
                        case '|' -> "\\textbar{}";
                        case '−' -> "$-$";
                        case '–' -> "--";
                        case '…' -> "\\ldots{}";
                        case '≈' -> "$\\approx$";
                        case '∞' -> "$\\infty$";
                        case 'β' -> "$\\beta$";
                        case '\n', '\r' -> " ";
                        default -> String.valueOf(c);
                    });
        }
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append(cells.stream().map(LatexTable::escaped).collect(Collectors.joining(" & ", "    ", " \\\\\n")));
    }
}
