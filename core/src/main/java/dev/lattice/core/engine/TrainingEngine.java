package dev.lattice.core.engine;

import dev.lattice.core.config.ExperimentSpec;
import java.util.Optional;

/**
 * A way to compute what {@link TrainingSession} promises. Engines differ in speed, never in what they compute: initial
 * weights, order of batches and noise come from the experiment's seed, so learning curves agree to float rounding.
 *
 * <p>Engines are safe for use by several threads; sessions are not.
 */
public interface TrainingEngine {

    /** Returns the name, as in {@code --engine}. */
    String name();

    /** Returns in one line what it computes with on this machine, such as a library or a card. */
    String backend();

    /** Returns why this engine cannot train an experiment on this machine; empty if it can. */
    Optional<String> refusal(ExperimentSpec spec);

    /** Returns how the engine trains many tasks at once; empty if each is trained for itself. */
    default Optional<Packing> packing() {
        return Optional.empty();
    }

    /** Returns a session with initial parameters. The caller closes it. */
    TrainingSession open(TrainingTask task);

    /** Returns a trained model ready for use, in f32 where its own precision cannot be had. The caller closes it. */
    Inference load(TrainedModel model);
}
