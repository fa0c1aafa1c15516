package dev.lattice.search;

import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.trial.TrialRecord;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the models that a sweep keeps. Called by several threads at once, each with another folder. */
@FunctionalInterface
public interface ModelKeeper {

    /** Keeps nothing. */
    ModelKeeper NONE = (model, trial, folder) -> {};

    /**
     * Writes a model into a folder that does not exist yet; its parent does. The sweep moves the folder to its place when
     * the call returns, so a reader never sees half a model.
     *
     * @param model the trained model
     * @param trial the cell as it will be recorded: its metrics and run are there, its state is complete
     * @param folder to create
     */
    void save(TrainedModel model, TrialRecord trial, Path folder) throws IOException;
}
