package dev.lattice.core.evaluate;

import dev.lattice.core.config.Check;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that can be said of a model on images; what takes seconds or minutes can be left out. */
public final class FullEvaluation {

    /** The most draws of an image. */
    public static final int MAX_SAMPLES = 1_000_000;

    private FullEvaluation() {}

    /**
     * Images that a model is not evaluated on, and needed for probes and for what it makes up.
     *
     * @param training what the model was trained on
     * @param judged what the classifier of the Fréchet distances is trained on
     */
    public record References(ImageSet training, ImageSet judged) {}

    /** Is told how far the work is. */
    @FunctionalInterface
    public interface Progress {

        /**
         * Called often, from the working thread.
         *
         * @param what is being done
         * @param share of it that is done
         */
        void at(String what, double share);
    }

    /**
     * Evaluates a model.
     *
     * @param importanceSamples K of −log p(x); 0 to leave it out
     * @param references empty to leave out probes and images from the prior
     * @throws dev.lattice.core.config.ConfigException if there are too many draws
     */
    public static List<Measured> of(
            Evaluated evaluated, int importanceSamples, Optional<References> references, Progress progress) {
        int most = Math.min(
                MAX_SAMPLES, Integer.MAX_VALUE / evaluated.inference().network().noise());
        Check.require(
                importanceSamples >= 0 && importanceSamples <= most,
                "--importance-samples",
                "must be 0 to " + most,
                importanceSamples);
        progress.at("losses and codes", 0);
        Inference.Measures measures = evaluated.inference().measure(evaluated.input());
        List<Measured> all = new ArrayList<>(LikelihoodMeasures.recorded(evaluated, measures));
        double count = evaluated.input().images().count();
        all.addAll(LikelihoodMeasures.likelihood(
                evaluated, measures, importanceSamples, done -> progress.at("importance sampling", done / count)));
        all.addAll(LikelihoodMeasures.reconstruction(evaluated, measures));
        references.ifPresent(r -> {
            progress.at("probes of the codes", 0);
            all.addAll(LatentMeasures.probes(evaluated, measures.codes(), r.training));
            all.addAll(SampleMeasures.of(
                    evaluated, r.training, r.judged, share -> progress.at("classifier that judges samples", share)));
        });
        all.addAll(LatentMeasures.ofDimensions(evaluated, measures.codes()));
        return all;
    }
}
