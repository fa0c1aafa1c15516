package dev.lattice.core.engine;

import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import java.util.List;
import java.util.function.Supplier;

/** Hears of a training's progress: console, figures during training, the study. All calls come from the training's thread. */
public interface TrainingListener {

    /** Called before the first step of a training that goes on where an earlier one stopped, with the epochs done. */
    default void resumed(List<EpochRecord> curve) {}

    /** Called after each step; may throw {@link TrainingStoppedException}. */
    default void stepped(int epoch, int step, int steps) {}

    /** Called after each epoch and its validation; {@code current} may be used until the call returns. */
    default void epochEnded(EpochRecord record, Inference current) {}

    /**
     * Called before {@link #reached} with what the metrics are made of, image by image; not without validation images. The
     * arrays are the listener's to keep.
     */
    default void measured(int epochs, Inference.Measures measures) {}

    /**
     * Called when a requested number of epochs is reached.
     *
     * @param model copies the parameters, megabytes of them, each time it is asked; until the call returns
     * @param curve all epochs so far
     * @param metrics on the validation images; empty without them
     */
    default void reached(int epochs, Supplier<TrainedModel> model, List<EpochRecord> curve, List<Metric> metrics) {}
}
