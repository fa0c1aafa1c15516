package dev.lattice.experiments.cli;

import dev.lattice.search.SweepOptions;
import picocli.CommandLine.Option;

/** How a sweep is carried out; nothing here changes a number in its result. */
final class SweepOptionsMixin {

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Trainings at a time (default: one per core). Results do not depend on it.")
    private Integer workers;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "How often a training that failed with an error is started again (default: 1).")
    private Integer retries;

    @Option(
            names = "--no-share",
            description = "Train each number of epochs on its own, not read off a longer training.")
    private boolean separate;

    @Option(
            names = "--keep-models",
            paramLabel = "N",
            description = "How many of the best models stay on disk (default: 5).")
    private Integer keepModels;

    /** Returns the options, absent ones from the sweep's defaults. */
    SweepOptions options() {
        SweepOptions defaults = SweepOptions.defaults();
        return new SweepOptions(
                workers == null ? defaults.workers() : workers,
                retries == null ? defaults.retries() : retries,
                !separate && defaults.share(),
                keepModels == null ? defaults.keepModels() : keepModels);
    }
}
