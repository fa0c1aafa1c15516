package dev.lattice.report.table;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.RankedTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Lays out a ranked group: rank, number, the varied parameters, the metrics (the one ranked by first), seconds, state; best
 * first.
 */
public final class RankingTable {

    /** Metrics in the order of a table, the one ranked by aside. */
    private static final List<String> ORDER = List.of(
            Metric.NEGATIVE_ELBO, Metric.RECONSTRUCTION, Metric.KL, Metric.OBJECTIVE, Metric.MSE, Metric.ACTIVE_UNITS);

    private RankingTable() {}

    /**
     * Lays out a group.
     *
     * @param limit number of rows at most
     */
    public static Table of(RankedGroup group, StudyInfo.View study, int limit) {
        List<String> varied = Parameters.varied(study).stream()
                .filter(k ->
                        group.trials().stream().anyMatch(t -> t.trial().varied().containsKey(k)))
                .toList();
        List<String> metrics = metrics(group);
        List<Table.Column> columns = new ArrayList<>();
        columns.add(new Table.Column("Rank", "", true));
        columns.add(new Table.Column("Cell", "", true));
        varied.forEach(k -> columns.add(new Table.Column(Parameters.shortName(k, varied), "", isNumeric(k, group))));
        metrics.forEach(m -> columns.add(new Table.Column(MetricNames.title(m), unit(m, group), true)));
        columns.add(new Table.Column("Time", "s", true));
        columns.add(new Table.Column("State", "", false));
        List<List<Table.Cell>> rows = group.trials().stream()
                .limit(limit)
                .map(t -> row(t, varied, metrics))
                .toList();
        return new Table(group.title(), columns, rows, group.trials().size() - rows.size());
    }

    private static List<String> metrics(RankedGroup group) {
        List<String> names = new ArrayList<>();
        names.add(group.metric());
        for (String name : ORDER) {
            if (!names.contains(name) && isInformative(name, group)) {
                names.add(name);
            }
        }
        group.trials()
                .forEach(t -> t.trial().metrics().stream()
                        .map(Metric::name)
                        .filter(n -> !names.contains(n) && !ORDER.contains(n))
                        .forEach(names::add));
        return names;
    }

    /** The objective is shown only where some cell minimized something other than its −ELBO or reconstruction. */
    private static boolean isInformative(String name, RankedGroup group) {
        return group.trials().stream().map(RankedTrial::trial).anyMatch(t -> {
            Optional<Metric> metric = t.metric(name);
            if (metric.isEmpty() || !name.equals(Metric.OBJECTIVE)) {
                return metric.isPresent();
            }
            double bound = t.metric(Metric.NEGATIVE_ELBO)
                    .or(() -> t.metric(Metric.RECONSTRUCTION))
                    .map(Metric::value)
                    .orElse(Double.NaN);
            return metric.get().value() != bound;
        });
    }

    private static boolean isNumeric(String key, RankedGroup group) {
        return group.trials().stream()
                .map(t -> t.trial().varied().get(key))
                .allMatch(v -> v == null || v instanceof Number || v instanceof List<?>);
    }

    private static String unit(String metric, RankedGroup group) {
        return group.trials().stream()
                .flatMap(t -> t.trial().metric(metric).stream())
                .map(Metric::unit)
                .filter(u -> !metric.equals(Metric.ACTIVE_UNITS))
                .findFirst()
                .orElse("");
    }

    private static List<Table.Cell> row(RankedTrial ranked, List<String> varied, List<String> metrics) {
        TrialRecord trial = ranked.trial();
        List<Table.Cell> row = new ArrayList<>();
        row.add(whole(ranked.rank()));
        row.add(whole(trial.number()));
        for (String key : varied) {
            Object value = trial.varied().get(key);
            row.add(new Table.Cell(Parameters.text(value), Parameters.number(value)));
        }
        for (String name : metrics) {
            Optional<Double> value = trial.metric(name).map(Metric::value);
            row.add(new Table.Cell(value.map(v -> measured(name, v)).orElse(Numbers.ABSENT), value));
        }
        Optional<Double> seconds = trial.run().map(TrialRun::seconds);
        row.add(new Table.Cell(seconds.map(Numbers::seconds).orElse(Numbers.ABSENT), seconds));
        row.add(new Table.Cell(trial.state().name().toLowerCase(Locale.ROOT), Optional.empty()));
        return row;
    }

    private static String measured(String metric, double value) {
        return metric.equals(Metric.ACTIVE_UNITS) ? Numbers.shortest(value) : Numbers.measured(value);
    }

    private static Table.Cell whole(int value) {
        return new Table.Cell(String.valueOf(value), Optional.of((double) value));
    }
}
