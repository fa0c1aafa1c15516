package dev.lattice.experiments.cli;

import dev.lattice.experiments.run.Engines;
import dev.lattice.experiments.run.ModelLocation;
import dev.lattice.experiments.run.OpenModel;
import dev.lattice.experiments.run.Results;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which model a command uses. */
final class ModelOptions {

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description =
                    "A trained experiment's name or folder, a model folder, or STUDY:NUMBER for a cell of a sweep.")
    private String model;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "results",
            description = "Folder of all results (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = Engines.AUTO,
            description = "What computes (default: ${DEFAULT-VALUE}).")
    private String engine;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of what is drawn (default: the experiment's).")
    private Long seed;

    /** Returns where the model is. */
    ModelLocation location() {
        return ModelLocation.of(model, new Results(folder));
    }

    /** Returns the model, ready for use; the caller closes it. */
    OpenModel open(ModelLocation location) {
        return new OpenModel(location.read(), Engines.named(engine), seed);
    }
}
