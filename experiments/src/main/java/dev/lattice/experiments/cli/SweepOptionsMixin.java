package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.search.SweepOptions;
import java.time.Duration;
import java.util.Locale;
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

    @Option(
            names = "--checkpoint-every",
            paramLabel = "TIME",
            description = "Least time between two checkpoints of a training, such as 90s or 5m (default: 60s); 0s: each"
                    + " epoch.")
    private String checkpointEvery;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            description = "Stop after this time, such as 90s, 30m or 2h30m; the same command goes on.")
    private String maxTime;

    @Option(
            names = "--max-cells",
            paramLabel = "N",
            description = "Stop when this run has completed N cells; those of earlier runs do not count.")
    private Integer maxCells;

    /** Returns the options, absent ones from the sweep's defaults. */
    SweepOptions options() {
        return options(SweepOptions.defaults().keepModels());
    }

    /**
     * Returns the options, absent ones from the sweep's defaults.
     *
     * @param models how many stay on disk if nothing else is asked for
     */
    SweepOptions options(int models) {
        SweepOptions defaults = SweepOptions.defaults();
        return new SweepOptions(
                workers == null ? defaults.workers() : workers,
                retries == null ? defaults.retries() : retries,
                !separate && defaults.share(),
                keepModels == null ? models : keepModels,
                checkpointEvery == null ? defaults.checkpointEvery() : time("--checkpoint-every", checkpointEvery),
                new SweepOptions.Limits(
                        maxTime == null ? SweepOptions.Limits.NONE.time() : time("--max-time", maxTime),
                        maxCells == null ? SweepOptions.Limits.NONE.cells() : maxCells));
    }

    /** Reads hours, minutes and seconds, in this order, each with its letter. */
    private static Duration time(String option, String text) {
        String words = text.strip().toLowerCase(Locale.ROOT);
        Check.require(
                words.matches("(?=.)(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?"),
                option,
                "must be a time such as 90s, 30m or 2h30m",
                text);
        return Duration.parse("PT" + words);
    }
}
