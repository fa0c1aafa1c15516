package dev.lattice.experiments.reproduce;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.core.trial.StudyInfo;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A run that is complete.
 *
 * @param id in the reproduction file
 * @param folder of its results
 * @param spec what was trained, or the base of what was swept
 * @param saved the model; empty for a sweep
 * @param study the cells; empty for a training
 */
record RunResult(
        String id, Path folder, ExperimentSpec spec, Optional<SavedModel> saved, Optional<StudyInfo.View> study) {}
