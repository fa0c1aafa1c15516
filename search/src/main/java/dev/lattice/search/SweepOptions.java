package dev.lattice.search;

import dev.lattice.core.config.Check;

/**
 * How a sweep is carried out; nothing here changes a result.
 *
 * @param workers trainings at a time
 * @param retries how often a training that failed with an error is started again within this run; divergence never is
 * @param share whether cells that differ only in the number of epochs share one training
 * @param keepModels how many of the best models of each comparable group stay on disk
 */
public record SweepOptions(int workers, int retries, boolean share, int keepModels) {

    /** Checks the values. */
    public SweepOptions {
        Check.atLeast("workers", 1, workers);
        Check.atLeast("retries", 0, retries);
        Check.atLeast("keep-models", 0, keepModels);
    }

    /** Returns one worker per core, one retry, shared trainings and the best five models. */
    public static SweepOptions defaults() {
        return new SweepOptions(Runtime.getRuntime().availableProcessors(), 1, true, 5);
    }

    /** Returns the same options with another number of workers. */
    public SweepOptions withWorkers(int count) {
        return new SweepOptions(count, retries, share, keepModels);
    }

    /** Returns the same options with another number of models to keep. */
    public SweepOptions withKeepModels(int count) {
        return new SweepOptions(workers, retries, share, count);
    }

    /** Returns the same options with shared or separate trainings. */
    public SweepOptions withShare(boolean shared) {
        return new SweepOptions(workers, retries, shared, keepModels);
    }
}
