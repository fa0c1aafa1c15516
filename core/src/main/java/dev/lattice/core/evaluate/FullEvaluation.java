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
     * @param judge the classifier of the Fréchet distances
     */
    public record References(ImageSet training, SharedClassifier judge) {}

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
        Inference.Measures measures = measures(evaluated, importanceSamples, progress);
        List<Measured> all = new ArrayList<>(LikelihoodMeasures.recorded(evaluated, measures));
        all.addAll(likelihood(evaluated, measures, importanceSamples, progress));
        all.addAll(LikelihoodMeasures.reconstruction(evaluated, measures));
        references.ifPresent(r -> all.addAll(referred(evaluated, measures, r, true, progress)));
        all.addAll(LatentMeasures.ofDimensions(evaluated, measures.codes()));
        return all;
    }

    /**
     * Evaluates a model for a table beside others: what its training recorded, −log p(x), neighbours of codes and the Fréchet distance.
     * Parameters are those of {@link #of}.
     */
    public static List<Measured> sideBySide(
            Evaluated evaluated, int importanceSamples, Optional<References> references, Progress progress) {
        Inference.Measures measures = measures(evaluated, importanceSamples, progress);
        List<Measured> all = new ArrayList<>(LikelihoodMeasures.recorded(evaluated, measures));
        all.addAll(likelihood(evaluated, measures, importanceSamples, progress));
        references.ifPresent(r -> all.addAll(referred(evaluated, measures, r, false, progress)));
        return all;
    }

    /**
     * Refuses a number of draws of which a stream has too few.
     *
     * @param noise random numbers of a draw
     * @throws dev.lattice.core.config.ConfigException if there are too many, or fewer than none
     */
    public static void requireSamples(int importanceSamples, int noise) {
        int most = Math.min(MAX_SAMPLES, Integer.MAX_VALUE / noise);
        Check.require(
                importanceSamples >= 0 && importanceSamples <= most,
                "--importance-samples",
                "must be 0 to " + most,
                importanceSamples);
    }

    private static Inference.Measures measures(Evaluated evaluated, int importanceSamples, Progress progress) {
        requireSamples(importanceSamples, evaluated.inference().network().noise());
        progress.at("losses and codes", 0);
        return evaluated.inference().measure(evaluated.input());
    }

    private static List<Measured> likelihood(
            Evaluated evaluated, Inference.Measures measures, int importanceSamples, Progress progress) {
        double count = evaluated.input().images().count();
        return LikelihoodMeasures.likelihood(
                evaluated, measures, importanceSamples, done -> progress.at("importance sampling", done / count));
    }

    private static List<Measured> referred(
            Evaluated evaluated, Inference.Measures measures, References references, boolean all, Progress progress) {
        progress.at("probes of the codes", 0);
        List<Measured> measured =
                new ArrayList<>(LatentMeasures.probes(evaluated, measures.codes(), references.training, all));
        measured.addAll(SampleMeasures.of(
                evaluated,
                references.training,
                references.judge,
                all,
                share -> progress.at("classifier that judges samples", share)));
        return measured;
    }
}
