package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.Results;
import dev.lattice.experiments.run.TestOpenings;
import dev.lattice.report.ReportOptions;
import dev.lattice.search.store.StudyReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a study's report again. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Write a study's tables and figures, and one page with all of it.",
            "",
            "Works while the study is still being swept. The page opens offline.",
            "",
            "The table says which rows cannot be told from the best and recommends the cheapest of them; --test then measures that"
                    + " one on the test images, once, and records it in the study.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice report demo",
            "  lattice report demo --metric mse --best 8",
            "  lattice report demo --test"
        })
final class ReportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "Name under results, or a folder.")
    private String study;

    @Option(names = "--metric", paramLabel = "NAME", description = "Rank by this metric (default: the study's own).")
    private String metric;

    @Option(names = "--best", paramLabel = "N", description = "How many cells figures show (default: 5).")
    private Integer best;

    @Option(
            names = "--test",
            description =
                    "Open the test images for the recommended row, or show what was measured when that was done. Cannot be"
                            + " taken back.")
    private boolean test;

    @Mixin
    private EngineOption engine;

    @Mixin
    private DataOptions data;

    @Mixin
    private ResultsOption out;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        Path folder = out.results().study(study);
        ReportOptions options = ReportOptions.defaults();
        if (metric != null) {
            MetricChoice.require(metric, StudyReader.read(folder));
        }
        if (best != null) {
            options = options.withBest(Check.atLeast("--best", 1, best));
        }
        Results.requireWritable(Results.report(folder));
        LoadedData loaded = new LoadedData(data.datasets(verbosity.environment(), console));
        if (test) {
            String by = metric == null ? StudyReader.read(folder).info().objective() : metric;
            TestOpenings.Row row = new TestOpenings(
                            folder,
                            engine.engines(),
                            loaded,
                            verbosity.environment().clock())
                    .open(by);
            console.endLive();
            row.cells()
                    .forEach(o -> console.print("cell " + o.number() + ", test images opened " + o.opened() + "\n"
                            + MetricsText.of(o.metrics())));
        }
        new SweepSession(
                        console,
                        out.results(),
                        engine.engines(),
                        loaded,
                        verbosity.environment().clock(),
                        verbosity.typed())
                .show(folder, metric == null ? "" : metric, options);
        return Failures.OK;
    }
}
