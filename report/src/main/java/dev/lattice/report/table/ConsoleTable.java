package dev.lattice.report.table;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.rank.LossSource;
import dev.lattice.report.rank.Ranking;
import dev.lattice.report.rank.Standings;
import dev.lattice.report.rank.Unranked;
import java.util.ArrayList;
import java.util.List;

/** The ranking for a terminal: aligned columns, units in the header, failed cells below with their cause. */
public final class ConsoleTable {

    private static final String GAP = "  ";

    private ConsoleTable() {}

    /** Returns every group of a ranking of which nothing is known about chance, then the cells that could not be ranked. */
    public static String render(Ranking ranking, StudyInfo.View study, int limit) {
        return render(ranking, ranking.standings(LossSource.none()), study, limit);
    }

    /**
     * Returns every group of a ranking, then the cells that could not be ranked; lines end with a line feed.
     *
     * @param standings of the groups
     * @param limit rows per group at most
     */
    public static String render(Ranking ranking, List<Standings> standings, StudyInfo.View study, int limit) {
        StringBuilder out = new StringBuilder();
        for (Standings group : standings) {
            if (out.length() > 0) {
                out.append('\n');
            }
            render(RankingTable.of(group, study, limit), out);
            RankingTable.notes(group, limit).forEach(note -> out.append(note).append('\n'));
        }
        ranking.refusal()
                .ifPresent(why ->
                        out.append("\nNot ranked in one table: ").append(why).append(".\n"));
        if (!ranking.unranked().isEmpty()) {
            out.append("\nNot ranked:\n");
            ranking.unranked().stream().limit(limit).forEach(u -> unranked(u, out));
            int more = ranking.unranked().size() - limit;
            out.append(more > 0 ? "  … and " + more + " more\n" : "");
        }
        if (!ranking.pending().isEmpty()) {
            out.append('\n').append(ranking.pending().size()).append(" cells still to do\n");
        }
        return out.toString();
    }

    /** Appends a table with aligned columns, and its notes. */
    public static void render(Table table, StringBuilder out) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.columns().stream().map(Table.Column::name).toList());
        if (table.columns().stream().anyMatch(c -> !c.unit().isEmpty())) {
            lines.add(table.columns().stream().map(Table.Column::unit).toList());
        }
        table.rows().forEach(r -> lines.add(r.stream().map(Table.Cell::text).toList()));
        int[] width = new int[table.columns().size()];
        lines.forEach(line -> {
            for (int c = 0; c < width.length; c++) {
                width[c] = Math.max(
                        width[c], line.get(c).codePointCount(0, line.get(c).length()));
            }
        });
        out.append(table.title()).append('\n');
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int c = 0; c < width.length; c++) {
                text.append(c == 0 ? "" : GAP)
                        .append(padded(
                                line.get(c), width[c], table.columns().get(c).numeric()));
            }
            out.append(text.toString().stripTrailing()).append('\n');
        }
        out.append(table.omitted() > 0 ? "… and " + table.omitted() + " more\n" : "");
        table.notes().forEach(note -> out.append(note).append('\n'));
    }

    private static void unranked(Unranked cell, StringBuilder out) {
        List<String> values = new ArrayList<>();
        List<String> keys = List.copyOf(cell.trial().varied().keySet());
        cell.trial().varied().forEach((k, v) -> values.add(Parameters.shortName(k, keys) + " " + Parameters.text(v)));
        out.append("  cell ")
                .append(cell.trial().number())
                .append(values.isEmpty() ? "" : " (" + String.join(", ", values) + ")")
                .append(": ")
                .append(cell.reason())
                .append('\n');
    }

    private static String padded(String text, int width, boolean right) {
        String space = " ".repeat(width - text.codePointCount(0, text.length()));
        return right ? space + text : text + space;
    }
}
