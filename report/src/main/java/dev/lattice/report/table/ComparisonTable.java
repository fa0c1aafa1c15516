package dev.lattice.report.table;

import dev.lattice.core.model.Variants;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.Candidate;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.Standings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays out compared experiments side by side, in the order of the comparison: what each cost and every number that was measured, as
 * means over seeds. Nothing is ranked here, so unlike numbers may stand in one column; {@code Group} says which are alike.
 */
public final class ComparisonTable {

    private ComparisonTable() {}

    /** Returns a row per experiment. */
    public static Table of(List<Standings> standings) {
        List<Candidate> rows = new ArrayList<>();
        Map<Candidate, Integer> groups = new LinkedHashMap<>();
        for (int g = 0; g < standings.size(); g++) {
            for (Candidate candidate : standings.get(g).candidates()) {
                rows.add(candidate);
                groups.put(candidate, g + 1);
            }
        }
        rows.sort(java.util.Comparator.comparingInt(c -> c.first().trial().number()));
        Map<String, String> units = new LinkedHashMap<>();
        rows.forEach(c -> c.first().trial().metrics().forEach(m -> units.putIfAbsent(m.name(), m.unit())));
        // An objective with weights of its own compares with nothing.
        units.remove(Metric.OBJECTIVE);
        List<Table.Column> columns = new ArrayList<>(List.of(
                new Table.Column("Experiment", "", false),
                new Table.Column("Variant", "", false),
                new Table.Column("Group", "", true),
                new Table.Column("Seeds", "", true),
                new Table.Column("Parameters", "", true),
                new Table.Column("Time", "s", true)));
        units.forEach((name, unit) -> columns.add(
                new Table.Column(MetricNames.title(name), name.equals(Metric.ACTIVE_UNITS) ? "" : unit, true)));
        List<List<Table.Cell>> cells = new ArrayList<>();
        for (Candidate candidate : rows) {
            TrialRecord trial = candidate.first().trial();
            List<Table.Cell> row = new ArrayList<>();
            row.add(Table.words(trial.experiment().name()));
            row.add(Table.words(Variants.configured(trial.experiment().model()).title()));
            row.add(whole(groups.get(candidate)));
            row.add(whole(candidate.cells().size()));
            row.add(whole(candidate.parameters()));
            double seconds = candidate.seconds().orElse(Double.NaN);
            row.add(new Table.Cell(
                    Double.isNaN(seconds) ? Numbers.ABSENT : Numbers.seconds(seconds), Optional.of(seconds)));
            units.keySet()
                    .forEach(name -> row.add(Table.number(candidate.mean(name).orElse(Double.NaN))));
            cells.add(row);
        }
        String title = "Side by side, on equal data and epochs"
                + (standings.size() > 1 ? "; numbers compare only within a group" : "");
        return new Table(title, columns, cells, 0);
    }

    private static Table.Cell whole(int value) {
        return new Table.Cell(String.valueOf(value), Optional.of((double) value));
    }
}
