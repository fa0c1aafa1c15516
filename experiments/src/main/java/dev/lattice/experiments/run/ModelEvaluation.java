package dev.lattice.experiments.run;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.evaluate.Evaluated;
import dev.lattice.core.evaluate.FullEvaluation;
import dev.lattice.core.evaluate.Measured;
import dev.lattice.core.evaluate.SharedClassifier;
import java.util.List;
import java.util.Optional;

/** Evaluates a model on a part of its data set. */
public final class ModelEvaluation {

    private ModelEvaluation() {}

    /**
     * Returns all that can be said of the model.
     *
     * @param part {@code test}, {@code validation} or {@code train}
     * @param images of that part
     * @param importanceSamples K of −log p(x); 0 to leave it out
     * @param quick whether probes and images from the prior are left out
     */
    public static List<Measured> of(
            OpenModel model,
            LoadedData data,
            String part,
            ImageSet images,
            int importanceSamples,
            boolean quick,
            FullEvaluation.Progress progress) {
        Optional<FullEvaluation.References> references =
                quick ? Optional.empty() : Optional.of(references(model, data, part));
        return FullEvaluation.of(
                new Evaluated(model.inference(), model.spec(), model.input(images), part),
                importanceSamples,
                references,
                progress);
    }

    /** The classifier learns from all training images of the data set, unless some of them are what is evaluated. */
    private static FullEvaluation.References references(OpenModel model, LoadedData data, String part) {
        ImageSet training = model.images(data, "train");
        ImageSet judged =
                part.equals("test") ? data.dataset(model.spec().dataset()).train() : training;
        return new FullEvaluation.References(training, new SharedClassifier(judged));
    }
}
