package dev.lattice.core.evaluate;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.model.Variant;
import dev.lattice.core.trial.MetricContext;

/**
 * A model and the images that it is evaluated on.
 *
 * @param inference the model
 * @param spec it was trained by
 * @param input at least one image
 * @param split {@code train}, {@code validation} or {@code test}
 */
public record Evaluated(Inference inference, ExperimentSpec spec, Inference.Input input, String split) {

    Variant variant() {
        return inference.network().variant();
    }

    int pixels() {
        return input.images().imageSize();
    }

    /** Returns the context of a number for which {@code samples} z were drawn of each image. */
    MetricContext context(int samples) {
        return new Evaluator(inference, spec).context(input, split, samples);
    }
}
