package dev.lattice.experiments.cli;

import dev.lattice.core.data.Datasets;
import dev.lattice.core.data.FileStatus;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks the files of data sets. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = Lattice.Version.class,
        description = {
            "Check the files of data sets against the published checksums.",
            "",
            "Exits with 1 if a file is missing or differs.",
            ""
        },
        footer = {"", "Example:", "  lattice data verify", "  lattice data verify mnist"})
final class DataVerifyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which (default: all published sets).")
    private List<String> names;

    @Mixin
    private DataOptions data;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        Console console = verbosity.console();
        Datasets datasets = data.datasets(verbosity.environment(), console);
        boolean whole = true;
        for (String name : names == null ? datasets.publishedNames() : names) {
            for (FileStatus file : datasets.verify(name)) {
                whole &= file.state() == FileStatus.State.OK;
                console.print(String.format(
                        Locale.ROOT,
                        "%-9s %-42s %s",
                        file.state().name().toLowerCase(Locale.ROOT),
                        file.file(),
                        file.detail()));
            }
        }
        return whole ? Failures.OK : Failures.FAILURE;
    }
}
