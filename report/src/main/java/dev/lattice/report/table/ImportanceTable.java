package dev.lattice.report.table;

import dev.lattice.report.rank.Importance;
import dev.lattice.report.rank.MetricNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Lays out which parameters matter, and what the mean is at each of their values. */
public final class ImportanceTable {

    private static final int MOST_PAIRS = 10;

    private ImportanceTable() {}

    /** Returns a row per parameter, the largest pairs, and what neither explains. */
    public static Table ofShares(Importance importance) {
        List<Table.Column> columns = List.of(
                new Table.Column("Parameter or pair", "", false),
                new Table.Column("Importance", "% of variance", true),
                new Table.Column("Importance for ranks", "% of variance", true));
        List<String> keys = keys(importance);
        List<List<Table.Cell>> rows = new ArrayList<>();
        importance.shares().stream()
                .limit(keys.size() + MOST_PAIRS)
                .forEach(share -> rows.add(List.of(
                        Table.words(share.keys().stream()
                                .map(k -> Parameters.shortName(k, keys))
                                .collect(Collectors.joining(" × "))),
                        percent(share.ofMetric()),
                        percent(share.ofRanks()))));
        rows.add(List.of(
                Table.words("three and more together"),
                percent(importance.metric().rest()),
                percent(importance.ranks().rest())));
        String title = "What matters for "
                + MetricNames.withUnit(
                        importance.group().metric(), importance.group().unit()) + ": " + importance.how();
        return new Table(title, columns, rows, Math.max(0, importance.shares().size() + 1 - rows.size()));
    }

    /** Returns a row per value of each parameter: the mean over all others, and its interval where it is a forest's. */
    public static Table ofMarginals(Importance importance) {
        String unit = importance.group().unit();
        List<Table.Column> columns = List.of(
                new Table.Column("Parameter", "", false),
                new Table.Column("Value", "", true),
                new Table.Column("Mean over all others", unit, true),
                new Table.Column(importance.exact() ? "10 % of rows" : "− 2 SD of trees", unit, true),
                new Table.Column(importance.exact() ? "90 % of rows" : "+ 2 SD of trees", unit, true));
        List<String> keys = keys(importance);
        List<List<Table.Cell>> rows = new ArrayList<>();
        for (int k = 0; k < importance.axes().size(); k++) {
            Importance.Axis axis = importance.axes().get(k);
            for (int p = 0; p < axis.values().size(); p++) {
                Object value = axis.values().get(p);
                rows.add(List.of(
                        Table.words(Parameters.shortName(axis.key(), keys)),
                        new Table.Cell((axis.parts() ? "≈ " : "") + Parameters.text(value), Parameters.number(value)),
                        Table.number(importance.metric().marginal()[k][p]),
                        Table.number(importance.low()[k][p]),
                        Table.number(importance.high()[k][p])));
            }
        }
        return new Table("Marginal means: " + importance.how(), columns, rows, 0);
    }

    private static List<String> keys(Importance importance) {
        return importance.axes().stream().map(Importance.Axis::key).toList();
    }

    private static Table.Cell percent(double share) {
        return new Table.Cell(String.format(Locale.ROOT, "%.1f", 100 * share), Optional.of(100 * share));
    }
}
