package dev.lattice.experiments.cli;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialState;
import dev.lattice.experiments.run.Results;
import dev.lattice.search.store.StoreException;
import dev.lattice.search.store.StudyReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the studies below the results folder. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {"List the studies with the number of their cells.", ""},
        footer = {"", "Example:", "  lattice study list", "  lattice study list --json"})
final class StudyListCommand implements Callable<Integer> {

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private ResultsOption out;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String name : out.results().names(Results::isStudy)) {
            rows.add(row(name));
        }
        if (json) {
            console.print(Json.of(rows));
        } else if (rows.isEmpty()) {
            console.print("no studies in " + out.results().folder());
        } else {
            rows.forEach(row -> console.print(line(row)));
        }
        return Failures.OK;
    }

    private Map<String, Object> row(String name) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("study", name);
        try {
            StudyInfo.View view = StudyReader.read(out.results().of(name));
            row.put("strategy", view.info().strategy());
            row.put("cells", view.trials().size());
            row.put("complete", count(view, TrialState.COMPLETE));
            row.put("failed", count(view, TrialState.FAILED));
        } catch (StoreException e) {
            row.put("problem", e.getMessage());
        }
        return row;
    }

    private static long count(StudyInfo.View view, TrialState state) {
        return view.trials().stream().filter(t -> t.state() == state).count();
    }

    private static String line(Map<String, Object> row) {
        String name = String.format(Locale.ROOT, "%-24s ", row.get("study"));
        return row.containsKey("problem")
                ? name + row.get("problem")
                : name + row.get("complete") + " of " + row.get("cells") + " cells complete, " + row.get("failed")
                        + " failed (" + row.get("strategy") + ")";
    }
}
