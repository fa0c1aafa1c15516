package dev.lattice.report.table;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.rank.Candidate;
import dev.lattice.report.rank.Health;
import dev.lattice.report.rank.LossSource;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.rank.Standings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lays out a ranked group: rank, number, the varied parameters, the metrics (the one ranked by first), seconds, state; best
 * first.
 */
public final class RankingTable {

    /** Metrics in the order of a table, the one ranked by aside. */
    private static final List<String> ORDER = List.of(
            Metric.NEGATIVE_ELBO,
            Metric.RECONSTRUCTION,
            Metric.KL,
            Metric.OBJECTIVE,
            Metric.MSE,
            Metric.ACTIVE_UNITS,
            Metric.HOLES);

    private RankingTable() {}

    /**
     * Lays out a group of which nothing is known about chance.
     *
     * @param limit number of rows at most
     */
    public static Table of(RankedGroup group, StudyInfo.View study, int limit) {
        return of(Standings.of(group, LossSource.none()), study, limit);
    }

    /**
     * Lays out the rows of a group: with seeds their number and the standard deviation over them, with a test how far a row is
     * above the best and whether it can be told from it, with faults a column for them.
     *
     * @param limit number of rows at most
     */
    public static Table of(Standings standings, StudyInfo.View study, int limit) {
        RankedGroup group = standings.group();
        boolean seeds = standings.hasSeeds();
        boolean faults = standings.candidates().stream()
                .limit(limit)
                .anyMatch(c -> !Health.of(c).isEmpty());
        List<String> varied = Parameters.varied(study).stream()
                .filter(k ->
                        group.trials().stream().anyMatch(t -> t.trial().varied().containsKey(k)))
                .filter(k -> !seeds || !k.equals("seed"))
                .toList();
        List<String> metrics = metrics(group);
        List<Table.Column> columns = new ArrayList<>();
        columns.add(new Table.Column("Rank", "", true));
        columns.add(new Table.Column("Cell", "", true));
        if (seeds) {
            columns.add(new Table.Column("Seeds", "", true));
        }
        varied.forEach(k -> columns.add(new Table.Column(Parameters.shortName(k, varied), "", isNumeric(k, group))));
        metrics.forEach(m -> {
            columns.add(new Table.Column(MetricNames.title(m), unit(m, group), true));
            if (m.equals(group.metric())) {
                columns.addAll(chance(standings, unit(m, group)));
            }
        });
        if (standings.isTested()) {
            columns.add(new Table.Column("Parameters", "", true));
        }
        columns.add(new Table.Column("Time", "s", true));
        columns.add(faults ? new Table.Column("Health", "", false) : new Table.Column("State", "", false));
        List<List<Table.Cell>> rows = standings.candidates().stream()
                .limit(limit)
                .map(c -> row(c, standings, varied, metrics, faults))
                .toList();
        return new Table(group.title(), columns, rows, standings.candidates().size() - rows.size());
    }

    /** Returns what is to be read below the table. */
    public static List<String> notes(Standings standings, int limit) {
        List<String> notes = new ArrayList<>();
        if (standings.isTested()) {
            notes.add(standings.test());
        }
        standings
                .recommended()
                .ifPresent(
                        c -> notes.add("Recommended: cell " + c.first().trial().number()
                                + ", the cheapest of those that cannot be told from the best (least training time to two digits,"
                                + " then fewest parameters)."));
        if (standings.hasSeeds()) {
            notes.add("Numbers are means over seeds; a row is named by the cell of its first seed.");
        }
        standings.candidates().stream()
                .limit(limit)
                .flatMap(c -> Health.of(c).stream())
                .distinct()
                .sorted()
                .forEach(h -> notes.add(h.tag() + ": " + h.rule() + "."));
        return notes;
    }

    private static List<Table.Column> chance(Standings standings, String unit) {
        List<Table.Column> columns = new ArrayList<>();
        if (standings.hasSeeds()) {
            columns.add(new Table.Column("SD over seeds", unit, true));
        }
        if (standings.isTested()) {
            columns.add(new Table.Column("Above best", unit, true));
            columns.add(new Table.Column("95 %", unit, true));
            columns.add(new Table.Column("Standing", "", false));
        }
        return columns;
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

    private static List<Table.Cell> row(
            Candidate candidate, Standings standings, List<String> varied, List<String> metrics, boolean faults) {
        TrialRecord trial = candidate.first().trial();
        List<Table.Cell> row = new ArrayList<>();
        row.add(whole(candidate.rank()));
        row.add(whole(trial.number()));
        if (standings.hasSeeds()) {
            row.add(whole(candidate.cells().size()));
        }
        for (String key : varied) {
            Object value = trial.varied().get(key);
            row.add(new Table.Cell(Parameters.text(value), Parameters.number(value)));
        }
        for (String name : metrics) {
            Optional<Double> value = candidate.mean(name);
            row.add(new Table.Cell(value.map(v -> measured(name, v)).orElse(Numbers.ABSENT), value));
            if (name.equals(standings.group().metric())) {
                row.addAll(chance(candidate, standings));
            }
        }
        if (standings.isTested()) {
            row.add(whole(candidate.parameters()));
        }
        Optional<Double> seconds = candidate.seconds().isPresent()
                ? Optional.of(candidate.seconds().getAsDouble())
                : Optional.empty();
        row.add(new Table.Cell(seconds.map(Numbers::seconds).orElse(Numbers.ABSENT), seconds));
        row.add(Table.words(
                faults
                        ? Health.of(candidate).stream()
                                .map(h -> h.tag(candidate))
                                .collect(Collectors.joining(", "))
                        : trial.state().name().toLowerCase(Locale.ROOT)));
        return row;
    }

    private static List<Table.Cell> chance(Candidate candidate, Standings standings) {
        List<Table.Cell> cells = new ArrayList<>();
        if (standings.hasSeeds()) {
            cells.add(Table.number(candidate.deviation()));
        }
        if (standings.isTested()) {
            Optional<Candidate.Standing> standing = candidate.standing();
            cells.add(Table.number(standing.map(Candidate.Standing::difference)
                    .filter(d -> d > 0)
                    .orElse(Double.NaN)));
            cells.add(standing.filter(s -> s.difference() > 0 && !Double.isNaN(s.low()))
                    .map(s -> Table.interval(s.low(), s.high()))
                    .orElse(Table.words(Numbers.ABSENT)));
            cells.add(Table.words(standing(candidate, standings)));
        }
        return cells;
    }

    private static String standing(Candidate candidate, Standings standings) {
        if (candidate.standing().isEmpty()) {
            return "not tested";
        }
        String place =
                candidate.standing().get().difference() == 0 ? "best" : candidate.amongBest() ? "≈ best" : "worse";
        return standings.isRecommended(candidate) ? place + ", recommended" : place;
    }

    private static String measured(String metric, double value) {
        return metric.equals(Metric.ACTIVE_UNITS) ? Numbers.count(value) : Numbers.measured(value);
    }

    private static Table.Cell whole(int value) {
        return new Table.Cell(String.valueOf(value), Optional.of((double) value));
    }
}
