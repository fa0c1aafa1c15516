package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.experiments.run.LoadedData;
import dev.lattice.experiments.run.Results;
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
            ""
        },
        footer = {"", "Example:", "  lattice report demo", "  lattice report demo --metric mse --best 8"})
final class ReportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "Name under results, or a folder.")
    private String study;

    @Option(names = "--metric", paramLabel = "NAME", description = "Rank by this metric (default: the study's own).")
    private String metric;

    @Option(names = "--best", paramLabel = "N", description = "How many cells figures show (default: 5).")
    private Integer best;

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
            options = options.withMetric(metric);
        }
        if (best != null) {
            options = options.withBest(Check.atLeast("--best", 1, best));
        }
        Results.requireWritable(Results.report(folder));
        LoadedData loaded = new LoadedData(data.datasets(verbosity.environment(), console));
        new SweepSession(
                        console,
                        out.results(),
                        engine.engines(),
                        loaded,
                        verbosity.environment().clock(),
                        verbosity.typed())
                .show(folder, options);
        return Failures.OK;
    }
}
