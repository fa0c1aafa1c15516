package dev.lattice.search;

import dev.lattice.core.config.Check;
import java.time.Duration;

/**
 * How a sweep is carried out; nothing here changes a result.
 *
 * @param workers trainings at a time
 * @param retries how often a training that failed with an error is started again within this run; divergence never is
 * @param share whether cells that differ only in the number of epochs share one training
 * @param keepModels how many of the best models of each comparable group stay on disk
 * @param checkpointEvery least time between two checkpoints of a training; one is written after an epoch
 * @param limits where this run stops although cells are left
 */
public record SweepOptions(
        int workers, int retries, boolean share, int keepModels, Duration checkpointEvery, Limits limits) {

    private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(60);

    /** Checks the values. */
    public SweepOptions {
        Check.atLeast("workers", 1, workers);
        Check.atLeast("retries", 0, retries);
        Check.atLeast("keep-models", 0, keepModels);
        Check.require(!checkpointEvery.isNegative(), "checkpoint-every", "must not be negative", checkpointEvery);
    }

    /**
     * Bounds of one run, beyond which it stops as if asked to.
     *
     * @param time wall-clock time; a training under way stops too, with a checkpoint
     * @param cells how many cells this run may complete, not counting earlier runs
     */
    public record Limits(Duration time, int cells) {

        /** No bounds. */
        public static final Limits NONE = new Limits(Duration.ofSeconds(Long.MAX_VALUE), Integer.MAX_VALUE);

        /** Checks the values. */
        public Limits {
            Check.require(!time.isZero() && !time.isNegative(), "max-time", "must be > 0", time);
            Check.atLeast("max-cells", 1, cells);
        }
    }

    /** Returns one worker per core, one retry, shared trainings, the best five models, a checkpoint a minute, no limits. */
    public static SweepOptions defaults() {
        return new SweepOptions(Runtime.getRuntime().availableProcessors(), 1, true, 5, CHECKPOINT_EVERY, Limits.NONE);
    }

    /** Returns the same options with another number of workers. */
    public SweepOptions withWorkers(int count) {
        return new SweepOptions(count, retries, share, keepModels, checkpointEvery, limits);
    }

    /** Returns the same options with another number of models to keep. */
    public SweepOptions withKeepModels(int count) {
        return new SweepOptions(workers, retries, share, count, checkpointEvery, limits);
    }

    /** Returns the same options with shared or separate trainings. */
    public SweepOptions withShare(boolean shared) {
        return new SweepOptions(workers, retries, shared, keepModels, checkpointEvery, limits);
    }

    /** Returns the same options with another time between checkpoints. */
    public SweepOptions withCheckpointEvery(Duration time) {
        return new SweepOptions(workers, retries, share, keepModels, time, limits);
    }

    /** Returns the same options with limits. */
    public SweepOptions withLimits(Limits bounds) {
        return new SweepOptions(workers, retries, share, keepModels, checkpointEvery, bounds);
    }
}
