package dev.lattice.search;

import dev.lattice.core.config.DatasetSpec;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.search.space.SearchSpec;
import java.util.function.Function;

/** Runs what a search owes. */
public final class SweepRunner {

    /**
     * Creates a runner.
     *
     * @param data loads a data set; called once for each distinct name and path
     * @param engines returns the engine for an experiment; a cell that it refuses is an error before anything runs
     * @param keeper writes the models that are kept
     */
    public SweepRunner(
            Function<DatasetSpec, Dataset> data, Function<ExperimentSpec, TrainingEngine> engines, ModelKeeper keeper) {}

    /**
     * Trains every cell of the search that the study owes, and returns when all are done or a stop was asked for.
     *
     * @throws dev.lattice.core.config.ConfigException before anything runs if a cell cannot be trained
     * @throws dev.lattice.search.store.StoreException if the study can no longer be written
     */
    public SweepOutcome run(
            Study study, SearchSpec search, SweepOptions options, SweepListener listener, StopSignal stop) {
        throw new UnsupportedOperationException();
    }
}
