package dev.lattice.experiments.cli;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.data.DatasetInfo;
import dev.lattice.core.data.Datasets;
import dev.lattice.report.table.ConsoleTable;
import dev.lattice.report.table.Parameters;
import dev.lattice.report.table.Table;
import dev.lattice.search.SweepOptions;
import dev.lattice.search.SweepPlan;
import dev.lattice.search.space.Cell;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a sweep would do, in words. */
final class DryRun {

    private static final int ROWS = 5;
    private static final int MOST_REFUSED = 20;

    private final Console console;
    private final SweepPlan plan;
    private final SweepOptions options;

    DryRun(Console console, SweepPlan plan, SweepOptions options) {
        this.console = console;
        this.plan = plan;
        this.options = options;
    }

    /** Returns whether a data set can be read without a download; of an unknown name, reading it says more. */
    static Predicate<DatasetSpec> here(Datasets datasets) {
        Set<String> elsewhere = datasets.list().stream()
                .filter(info -> !info.available())
                .map(DatasetInfo::name)
                .collect(Collectors.toSet());
        return spec -> !elsewhere.contains(spec.name());
    }

    /**
     * Prints the plan.
     *
     * @param place where the search comes from, for the error
     * @throws ConfigException in the end if something of it would be refused
     */
    void print(String place) {
        plan.unseen()
                .forEach(name -> console.say(name
                        + " is not on this machine and would be downloaded; cells are not held against its images"));
        int known = plan.cells().size();
        console.print(SweepConsole.counted(plan.total(), "cell")
                + (known == plan.total() ? "" : "; first generation: " + SweepConsole.counted(known, "cell"))
                + (plan.done() == 0 ? "" : ", " + plan.done() + " of them done before")
                + "; " + SweepConsole.counted(plan.trainings(), "training") + " to run");
        if (known > 0) {
            console.print("engine " + String.join(", ", plan.engines()) + ", "
                    + SweepConsole.counted(options.workers(), "worker"));
            StringBuilder text = new StringBuilder("\n");
            ConsoleTable.render(table(), text);
            console.print(text.toString());
        }
        refuse(place);
    }

    private void refuse(String place) {
        int refused = plan.refused().size();
        if (refused > 0) {
            console.print("\nRefused:");
            plan.refused().stream().limit(MOST_REFUSED).forEach(line -> console.print("  " + line));
            if (refused > MOST_REFUSED) {
                console.print("  … and " + (refused - MOST_REFUSED) + " more");
            }
            throw new ConfigException(SweepConsole.counted(refused, "combination")
                            + " of the search would be refused, and so the sweep")
                    .in(place);
        }
    }

    private Table table() {
        List<String> keys = plan.cells().stream()
                .flatMap(cell -> cell.varied().keySet().stream())
                .distinct()
                .toList();
        return new Table(
                        "Cells",
                        keys.stream().map(key -> column(key, keys)).toList(),
                        plan.cells().stream().map(cell -> row(cell, keys)).toList(),
                        0)
                .first(ROWS);
    }

    private Table.Column column(String key, List<String> keys) {
        boolean numeric = plan.cells().stream()
                .allMatch(cell -> Parameters.number(cell.varied().get(key)).isPresent());
        return new Table.Column(Parameters.shortName(key, keys), "", numeric);
    }

    private static List<Table.Cell> row(Cell cell, List<String> keys) {
        return keys.stream()
                .map(key -> Table.words(Parameters.text(cell.varied().get(key))))
                .toList();
    }
}
