package dev.lattice.experiments.cli;

import dev.lattice.experiments.run.Results;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where results are. */
final class ResultsOption {

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "results",
            description = "Folder of all results (default: ${DEFAULT-VALUE}).")
    private Path folder;

    /** Returns the results folder. */
    Results results() {
        return new Results(folder);
    }
}
