package dev.lattice.experiments.cli;

import dev.lattice.core.data.Datasets;
import dev.lattice.experiments.run.Results;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Downloads data sets. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Download data sets, checked against the published checksums.",
            "",
            "An interrupted download goes on where it stopped; files that are here are not downloaded again.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  lattice data fetch mnist fashion-mnist",
            "  lattice data fetch mnist --data-dir data"
        })
final class DataFetchCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "mnist or fashion-mnist.")
    private List<String> names;

    @Mixin
    private DataOptions data;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        Results.requireWritable(data.locations(verbosity.environment()).fetchTarget());
        Datasets datasets = data.datasets(verbosity.environment(), console);
        for (String name : names) {
            datasets.fetch(name).forEach(f -> console.print(f.toString()));
        }
        return Failures.OK;
    }
}
