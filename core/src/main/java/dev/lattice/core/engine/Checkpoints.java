package dev.lattice.core.engine;

import java.util.Optional;
import java.util.function.Supplier;

/** Where a training begins, and where it may be picked up again. Called by the training's thread only. */
public interface Checkpoints {

    /** Begins at the first epoch and keeps nothing. */
    Checkpoints NONE = new Checkpoints() {
        @Override
        public Optional<TrainingCheckpoint> latest() {
            return Optional.empty();
        }

        @Override
        public void epochEnded(Supplier<TrainingCheckpoint> checkpoint) {}
    };

    /** Returns where to go on; empty to begin at the first epoch. */
    Optional<TrainingCheckpoint> latest();

    /**
     * Called after each epoch but the last, once everything that it reached was told to the listener.
     *
     * @param checkpoint copies the state when asked, which takes about as long as a step
     */
    void epochEnded(Supplier<TrainingCheckpoint> checkpoint);
}
