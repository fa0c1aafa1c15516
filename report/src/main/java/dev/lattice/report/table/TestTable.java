package dev.lattice.report.table;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TestOpening;
import dev.lattice.report.rank.MetricNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays out what was measured on the test images: one row per cell for which they were opened. */
public final class TestTable {

    private TestTable() {}

    /** Returns the table. */
    public static Table of(List<TestOpening> tests) {
        Map<String, String> units = new LinkedHashMap<>();
        tests.forEach(t -> t.metrics().forEach(m -> units.putIfAbsent(m.name(), m.unit())));
        List<Table.Column> columns = new ArrayList<>();
        columns.add(new Table.Column("Cell", "", true));
        units.forEach((name, unit) -> columns.add(new Table.Column(MetricNames.title(name), unit, true)));
        columns.add(new Table.Column("Opened", "", false));
        List<List<Table.Cell>> rows = new ArrayList<>();
        for (TestOpening test : tests) {
            List<Table.Cell> row = new ArrayList<>();
            row.add(new Table.Cell(String.valueOf(test.number()), java.util.Optional.of((double) test.number())));
            for (String name : units.keySet()) {
                row.add(Table.number(test.metrics().stream()
                        .filter(m -> m.name().equals(name))
                        .mapToDouble(Metric::value)
                        .findFirst()
                        .orElse(Double.NaN)));
            }
            row.add(Table.words(test.opened().toString()));
            rows.add(row);
        }
        int images = tests.get(0).metrics().stream()
                .mapToInt(m -> m.context().images())
                .max()
                .orElse(0);
        return new Table("Measured on " + images + " test images", columns, rows, 0);
    }
}
