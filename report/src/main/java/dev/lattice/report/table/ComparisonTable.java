package dev.lattice.report.table;

import dev.lattice.core.evaluate.Measured;
import dev.lattice.core.model.Variants;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.Candidate;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.Standings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Lays out compared experiments side by side, in the order of the comparison: what each cost and every number that was measured, as
 * means over seeds. Nothing is ranked here, so unlike numbers may stand in one column; {@code Group} says which are alike.
 */
public final class ComparisonTable {

    /** Columns that a terminal does without: the ranking above has them. */
    private static final List<String> WIDE = List.of("Reconstruction", "KL", "Latent holes");

    private final List<Standings> standings;
    private final MeasuredRows measured;
    private final List<Candidate> rows = new ArrayList<>();
    private final Map<Candidate, Integer> groups = new LinkedHashMap<>();
    private final List<Table.Column> columns = new ArrayList<>();
    private final Map<Candidate, List<Table.Cell>> cells = new LinkedHashMap<>();

    private ComparisonTable(List<Standings> standings, IntFunction<List<Measured>> measured) {
        this.standings = standings;
        for (int g = 0; g < standings.size(); g++) {
            for (Candidate candidate : standings.get(g).candidates()) {
                rows.add(candidate);
                groups.put(candidate, g + 1);
            }
        }
        rows.sort(Comparator.comparingInt(c -> c.first().trial().number()));
        this.measured = new MeasuredRows(rows, measured);
    }

    /** Returns whether a study is a comparison of experiments. */
    public static boolean applies(StudyInfo.View study) {
        return study.info().strategy().equals("list") && study.trials().size() > 1;
    }

    /** Returns a row per experiment with what the trainings recorded. */
    public static Table of(List<Standings> standings) {
        return of(standings, number -> List.of());
    }

    /**
     * Returns a row per experiment.
     *
     * @param measured what was measured of the model of a cell with that number, beyond what its training recorded; empty for none
     */
    public static Table of(List<Standings> standings, IntFunction<List<Measured>> measured) {
        return new ComparisonTable(standings, measured).table();
    }

    /** Returns the table without the columns that make it wider than a terminal. */
    public static Table narrow(Table table) {
        return table.without(WIDE);
    }

    private Table table() {
        rows.forEach(row -> cells.put(row, new ArrayList<>()));
        words("Experiment", trial -> trial.experiment().name());
        words(
                "Variant",
                trial -> Variants.configured(trial.experiment().model()).title());
        if (standings.size() > 1) {
            column("Group", "", row -> whole(groups.get(row)));
        }
        if (standings.stream().anyMatch(Standings::hasSeeds)) {
            column("Seeds", "", row -> whole(row.cells().size()));
        }
        column("Parameters", "", row -> whole(row.parameters()));
        column("Time", "s", row -> {
            double seconds = row.seconds().orElse(Double.NaN);
            return Double.isNaN(seconds)
                    ? Table.number(seconds)
                    : new Table.Cell(Numbers.seconds(seconds), Optional.of(seconds));
        });
        Map<String, String> units = new LinkedHashMap<>();
        rows.forEach(row -> row.first().trial().metrics().forEach(m -> units.putIfAbsent(m.name(), m.unit())));
        // An objective with weights of its own compares with nothing.
        units.remove(Metric.OBJECTIVE);
        units.forEach((name, unit) -> {
            recorded(name, unit);
            if (name.equals(Metric.KL)) {
                likelihood();
            }
        });
        if (!units.containsKey(Metric.KL)) {
            likelihood();
        }
        added(Measured.NEIGHBOUR_ACCURACY, "k-NN", "share");
        added(Measured.FRECHET_DISTANCE, "Fréchet", "");
        return new Table(
                "Side by side, on equal data and epochs"
                        + (standings.size() > 1 ? "; numbers compare only within a group" : ""),
                columns,
                List.copyOf(cells.values()),
                0,
                measured.notes());
    }

    private void recorded(String name, String unit) {
        boolean units = name.equals(Metric.ACTIVE_UNITS);
        column(
                units ? "Active" : MetricNames.title(name),
                units ? "units" : unit,
                row -> row.mean(name)
                        .map(v -> units ? new Table.Cell(Numbers.count(v), Optional.of(v)) : Table.number(v))
                        .orElse(Table.number(Double.NaN)));
    }

    private void likelihood() {
        if (measured.any(Measured.NEGATIVE_LOG_LIKELIHOOD)) {
            added(Measured.NEGATIVE_LOG_LIKELIHOOD, "NLL, K=" + measured.draws(), Metric.NATS);
            column("NLL ±", "", row -> Table.number(measured.standardError(row, Measured.NEGATIVE_LOG_LIKELIHOOD)));
        }
    }

    private void added(String name, String title, String unit) {
        if (measured.any(name)) {
            column(title, unit, row -> Table.number(measured.value(row, name)));
        }
    }

    private void words(String title, java.util.function.Function<TrialRecord, String> text) {
        columns.add(new Table.Column(title, "", false));
        cells.forEach((row, of) -> of.add(Table.words(text.apply(row.first().trial()))));
    }

    private void column(String title, String unit, java.util.function.Function<Candidate, Table.Cell> cell) {
        columns.add(new Table.Column(title, unit, true));
        cells.forEach((row, of) -> of.add(cell.apply(row)));
    }

    private static Table.Cell whole(int value) {
        return new Table.Cell(String.valueOf(value), Optional.of((double) value));
    }
}
