package dev.lattice.core.engine;

import dev.lattice.core.trial.LossTerms;

/** A training under way: parameters and optimizer state that move epoch by epoch. For use by one thread. */
public interface TrainingSession extends Inference {

    /**
     * Trains one pass over the training images.
     *
     * <p>The order is the permutation "order" of the epoch; the noise of the image at position p of that order is elements
     * p·latent … of the stream "noise" of the epoch, and so is the draw of the prior that its code is held against, where a variant has such
     * draws, of the stream "prior"; pixels are binarized by the stream of the epoch.
     *
     * @param epoch 1 for the first; epochs are trained in order
     * @param steps told after each step; may throw to stop
     * @return mean loss terms over the images of the epoch, each measured before its step's update
     * @throws TrainingDivergedException at the first step whose loss, or a parameter after it, is not a finite number
     */
    LossTerms trainEpoch(int epoch, StepListener steps);

    /** Returns a copy of the parameters in the layout of {@link dev.lattice.core.model.Network#blocks()}. */
    float[] parameters();

    /** Returns a copy of all that a training needs to go on, taken between epochs. */
    TrainingState state();

    /** Goes on from a state of a session of the same task. */
    void restore(TrainingState state);

    /** Hears of each step. */
    @FunctionalInterface
    interface StepListener {
        /** Called after step {@code step} of {@code steps} (1 for the first). */
        void stepped(int epoch, int step, int steps);
    }
}
