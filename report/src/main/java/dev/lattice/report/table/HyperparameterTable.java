package dev.lattice.report.table;

import dev.lattice.report.rank.Hyperparameters;
import dev.lattice.report.rank.MetricNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays out what searched parameters did: one row per parameter, and one row per value. */
public final class HyperparameterTable {

    private HyperparameterTable() {}

    /**
     * Returns a row per parameter: values tested, optimal range, impact.
     *
     * @param claimed optimal ranges that somebody else gives, by key; shown beside ours
     */
    public static Table ofParameters(Hyperparameters computed, Map<String, String> claimed) {
        List<Table.Column> columns = new ArrayList<>(
                List.of(new Table.Column("Hyperparameter", "", false), new Table.Column("Values tested", "", false)));
        if (!claimed.isEmpty()) {
            columns.add(new Table.Column("Claimed optimal range", "", false));
        }
        columns.add(new Table.Column(
                "Optimal range",
                computed.tested() ? "not distinguishable from the best" : "reach within 1 % of the best",
                false));
        columns.add(new Table.Column("Best value", "by reach", true));
        columns.add(new Table.Column("Reach", computed.unit(), true));
        columns.add(new Table.Column("Impact", "% of variance", true));
        columns.add(new Table.Column("Impact on ranks", "% of variance", true));
        List<String> keys =
                computed.effects().stream().map(Hyperparameters.Effect::key).toList();
        List<List<Table.Cell>> rows = new ArrayList<>();
        for (Hyperparameters.Effect effect : computed.effects()) {
            List<Table.Cell> row = new ArrayList<>();
            row.add(Table.words(Parameters.shortName(effect.key(), keys)));
            row.add(Table.words(effect.values().stream()
                    .map(v -> Parameters.text(v.value()))
                    .collect(Collectors.joining(", "))));
            if (!claimed.isEmpty()) {
                row.add(Table.words(claimed.getOrDefault(effect.key(), Numbers.ABSENT)));
            }
            row.add(Table.words(range(effect)));
            Object best = effect.best().value();
            row.add(new Table.Cell(Parameters.text(best), Parameters.number(best)));
            row.add(Table.number(effect.best().reach()));
            row.add(share(effect.impact()));
            row.add(share(effect.rankImpact()));
            rows.add(row);
        }
        return new Table(
                "Hyperparameters by " + MetricNames.withUnit(computed.metric(), computed.unit()) + ", lower is better",
                columns,
                rows,
                0);
    }

    /** Returns a row per parameter: values tested and optimal range, for a report that says elsewhere what matters. */
    public static Table ofRanges(Hyperparameters computed) {
        return ofParameters(computed, Map.of()).without(List.of("Impact", "Impact on ranks"));
    }

    /** Returns a row per value of each parameter that has cells here: those of a variant may be ranked elsewhere. */
    public static Table ofValues(Hyperparameters computed) {
        String unit = computed.unit();
        List<Table.Column> columns = List.of(
                new Table.Column("Hyperparameter", "", false),
                new Table.Column("Value", "", true),
                new Table.Column("Cells", "", true),
                new Table.Column("Diverged", "", true),
                new Table.Column("Mean", unit, true),
                new Table.Column("10 %", unit, true),
                new Table.Column("90 %", unit, true),
                new Table.Column("Reach", unit, true),
                new Table.Column("Optimal", "", false));
        List<String> keys =
                computed.effects().stream().map(Hyperparameters.Effect::key).toList();
        List<List<Table.Cell>> rows = new ArrayList<>();
        for (Hyperparameters.Effect effect : computed.effects()) {
            List<Hyperparameters.Value> optimal = effect.optimal();
            for (Hyperparameters.Value v : effect.values()) {
                if (v.cells() + v.diverged() == 0) {
                    continue;
                }
                rows.add(List.of(
                        Table.words(Parameters.shortName(effect.key(), keys)),
                        new Table.Cell(Parameters.text(v.value()), Parameters.number(v.value())),
                        whole(v.cells()),
                        whole(v.diverged()),
                        Table.number(v.mean()),
                        Table.number(v.low()),
                        Table.number(v.high()),
                        Table.number(v.reach()),
                        Table.words(optimal.contains(v) ? "yes" : "")));
            }
        }
        return new Table(
                "Each value by " + MetricNames.withUnit(computed.metric(), unit)
                        + ": mean over all cells that have it, tenth and ninetieth percentile, and the mean of its best tenth"
                        + " (reach); what is beyond Tukey's outer fence of all cells counts as the fence",
                columns,
                rows,
                0);
    }

    /** Returns optimal values in words: neighbours as a range, numbers from low to high however the search lists them. */
    public static String range(Hyperparameters.Effect effect) {
        List<Hyperparameters.Value> ordered = new ArrayList<>(effect.values());
        if (ordered.stream().allMatch(v -> Parameters.number(v.value()).isPresent())) {
            ordered.sort(Comparator.comparing(v -> Parameters.number(v.value()).orElseThrow()));
        }
        List<Hyperparameters.Value> optimal =
                ordered.stream().filter(effect.optimal()::contains).toList();
        List<Object> all = ordered.stream().map(Hyperparameters.Value::value).toList();
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < optimal.size(); ) {
            int end = i;
            while (end + 1 < optimal.size()
                    && all.indexOf(optimal.get(end + 1).value())
                            == all.indexOf(optimal.get(end).value()) + 1) {
                end++;
            }
            String from = Parameters.text(optimal.get(i).value());
            parts.add(
                    end == i
                            ? from
                            : from + "–" + Parameters.text(optimal.get(end).value()));
            i = end + 1;
        }
        return String.join(", ", parts);
    }

    private static Table.Cell share(double value) {
        return new Table.Cell(String.format(Locale.ROOT, "%.1f", 100 * value), Optional.of(100 * value));
    }

    private static Table.Cell whole(int value) {
        return new Table.Cell(String.valueOf(value), Optional.of((double) value));
    }
}
