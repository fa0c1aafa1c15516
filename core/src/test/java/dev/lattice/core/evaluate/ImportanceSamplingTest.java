package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.engine.samediff.SameDiffEngine;
import dev.lattice.core.evaluate.ImportanceSampling.LogLikelihoods;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import dev.lattice.core.objective.ImportanceBound;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Estimates of log p(x) against a linear-Gaussian model, where it is known: with the weights of double loops, and with those of the
 * engines, whose networks are linear here as far as a float can tell (rectifiers far above 0, a logistic function close to 0).
 */
class ImportanceSamplingTest {

    private static final int IMAGES = 1000;
    /** Small enough for the logistic function to be linear to 1e-3 of a standard deviation. */
    private static final double SIGMA = 0.008;

    private static final LinearGaussian MODEL = new LinearGaussian(SIGMA);

    static Stream<Inference> linearGaussians() {
        return Stream.of(new Loops(), load(new FusedEngine()), load(new SameDiffEngine()));
    }

    @ParameterizedTest
    @MethodSource("linearGaussians")
    void theBoundRisesWithItsDrawsFromTheElboToTheLikelihood(Inference inference) {
        try (inference) {
            ImageSet images = MODEL.draw(IMAGES);
            double[] exact = new double[IMAGES];
            Arrays.setAll(exact, i -> MODEL.logLikelihood(images, i));
            Estimate elbo = difference(estimate(inference, images, 1, 0), exact);
            assertEquals(-MODEL.gap(), elbo.mean(), 3 * elbo.standardError(), "ELBO − log p(x)");
            Estimate last = elbo;
            for (int samples : new int[] {4, 16, 64}) {
                // Another seed each time, so that nothing rises only because draws are shared.
                Estimate bound = difference(estimate(inference, images, samples, samples), exact);
                double error = Math.hypot(bound.standardError(), last.standardError());
                assertTrue(bound.mean() > last.mean() + 2 * error, samples + ": " + last + " to " + bound);
                assertTrue(bound.mean() < 3 * bound.standardError(), samples + " above log p(x): " + bound);
                last = bound;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("linearGaussians")
    void fiveThousandDrawsAreWithinThreeStandardErrorsOfTheLikelihood(Inference inference) {
        try (inference) {
            ImageSet images = MODEL.draw(25);
            LogLikelihoods estimates = estimate(inference, images, 5000, 1);
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < images.count(); i++) {
                double error = estimates.logLikelihood()[i] - MODEL.logLikelihood(images, i);
                assertEquals(0, error, 4 * estimates.samplingError()[i], "image " + i);
                assertTrue(estimates.samplingError()[i] < 0.04, "a wide interval proves nothing");
                sum += error;
                squares += Math.pow(estimates.samplingError()[i], 2);
            }
            assertEquals(0, sum, 3 * Math.sqrt(squares), "sum over images");
        }
    }

    @Test
    void samplingErrorIsTheSpreadOverSeeds() {
        ImageSet images = MODEL.draw(1);
        double[] logs = new double[300];
        double stated = 0;
        for (int seed = 0; seed < logs.length; seed++) {
            LogLikelihoods estimates = estimate(new Loops(), images, 400, 1000 + seed);
            logs[seed] = estimates.logLikelihood()[0];
            stated += estimates.samplingError()[0] / logs.length;
        }
        double spread = Estimate.of(logs).standardError() * Math.sqrt(logs.length);
        assertEquals(spread, stated, 0.15 * spread);
    }

    @Test
    void weightsThatOverflowOrVanishAreAddedAllTheSame() {
        double lost = Math.log(2);
        for (double shift : new double[] {0, -5000, 5000}) {
            assertEquals(
                    shift + Math.log((1 + Math.exp(-lost)) / 2),
                    ImportanceBound.logMeanExp(new double[] {shift, shift - lost}),
                    1e-12 * Math.max(1, Math.abs(shift)));
        }
        double none = Double.NEGATIVE_INFINITY;
        assertEquals(none, ImportanceBound.logMeanExp(new double[] {none, none}));
        assertEquals(-Math.log(2), ImportanceBound.logMeanExp(new double[] {none, 0}), 1e-15);
        assertEquals(Double.NaN, ImportanceBound.logMeanExp(new double[] {1, Double.NaN}));
        Inference two = new Weights(new double[] {-4000, -4000 - Math.log(3)});
        LogLikelihoods estimates = estimate(two, MODEL.draw(1), 2, 0);
        assertEquals(-4000 + Math.log(2 / 3.0), estimates.logLikelihood()[0], 1e-9);
        assertEquals(-4000 - Math.log(3) / 2, estimates.elbo()[0], 1e-9);
        // Weights 3 : 1, so (3 + 1)² / (9 + 1), and √(2 / 2) / 2.
        assertEquals(1.6, estimates.effectiveSamples()[0], 1e-9);
        assertEquals(0.5, estimates.samplingError()[0], 1e-9);
    }

    @Test
    void anAutoencoderHasNoLikelihood() {
        var task = TinyData.task(Map.of("model.variant", "ae"));
        for (TrainingEngine engine : List.of(new FusedEngine(), new SameDiffEngine())) {
            try (Inference inference = engine.open(task)) {
                IllegalStateException error = assertThrows(
                        IllegalStateException.class, () -> estimate(inference, TinyData.images(1, 2), 3, 0));
                assertTrue(error.getMessage().contains("'ae'"), error.getMessage());
            }
        }
    }

    private static LogLikelihoods estimate(Inference inference, ImageSet images, int samples, long seed) {
        List<Integer> done = new ArrayList<>();
        LogLikelihoods estimates = ImportanceSampling.of(
                inference, new Inference.Input(images, Binarization.NONE, new Seeds(seed)), samples, done::add);
        assertEquals(images.count(), done.get(done.size() - 1));
        return estimates;
    }

    private static Estimate difference(LogLikelihoods estimates, double[] exact) {
        double[] differences = new double[exact.length];
        Arrays.setAll(differences, i -> estimates.logLikelihood()[i] - exact[i]);
        return Estimate.of(differences);
    }

    /** Returns the model as a network of an engine. */
    private static Inference load(TrainingEngine engine) {
        ExperimentSpec spec = TinyData.spec(Map.of(
                "model.hidden",
                List.of(LinearGaussian.LATENT),
                "model.latent",
                LinearGaussian.LATENT,
                "model.likelihood",
                "gaussian",
                "model.sigma",
                SIGMA));
        Network network = Network.of(spec.model(), LinearGaussian.SIDE, LinearGaussian.SIDE, 1);
        float[] parameters = new float[network.parameterCount()];
        double lift = 16;
        for (int j = 0; j < LinearGaussian.LATENT; j++) {
            double centre = 0;
            for (int p = 0; p < LinearGaussian.PIXELS; p++) {
                set(network, parameters, "encoder.0.weight", j, p, MODEL.encoder[j][p]);
                centre += MODEL.encoder[j][p] * MODEL.offset;
                // σ(l) = ½ + l/4 + O(l³).
                set(network, parameters, "output.weight", p, j, 4 * MODEL.w[p][j]);
            }
            set(network, parameters, "encoder.0.bias", 0, j, lift - centre);
            set(network, parameters, "posterior.weight", j, j, 1);
            set(network, parameters, "posterior.bias", 0, j, -lift);
            set(network, parameters, "posterior.bias", 0, LinearGaussian.LATENT + j, Math.log(MODEL.variance[j]));
            set(network, parameters, "decoder.0.weight", j, j, 1);
            set(network, parameters, "decoder.0.bias", 0, j, lift);
        }
        for (int p = 0; p < LinearGaussian.PIXELS; p++) {
            double lifted = 0;
            for (int j = 0; j < LinearGaussian.LATENT; j++) {
                lifted += lift * 4 * MODEL.w[p][j];
            }
            set(network, parameters, "output.bias", 0, p, -lifted);
        }
        return engine.load(new TrainedModel(spec, network, LinearGaussian.SIDE, LinearGaussian.SIDE, parameters));
    }

    private static void set(Network network, float[] parameters, String name, int row, int column, double value) {
        ParameterBlock block = network.blocks().stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow();
        parameters[block.offset() + row * block.columns() + column] = (float) value;
    }

    /** The model in double loops. */
    private static final class Loops extends Weights {
        Loops() {
            super(new double[0]);
        }

        @Override
        public void importanceWeights(Input input, int samples, WeightReader reader) {
            double[] weights = new double[samples];
            double[] noise = new double[LinearGaussian.LATENT];
            for (int i = 0; i < input.images().count(); i++) {
                long key = Inference.importanceKey(input.seeds(), i);
                for (int k = 0; k < samples; k++) {
                    for (int j = 0; j < noise.length; j++) {
                        noise[j] = CounterRandom.gaussian(key, k * noise.length + j);
                    }
                    weights[k] = MODEL.logWeight(input.images(), i, noise);
                }
                reader.take(i, weights);
            }
        }
    }

    /** Weights alone. */
    private static class Weights implements Inference {
        private final double[] weights;

        Weights(double[] weights) {
            this.weights = weights;
        }

        @Override
        public void importanceWeights(Input input, int samples, WeightReader reader) {
            reader.take(0, weights);
        }

        @Override
        public Network network() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Codes encode(Input input) {
            throw new UnsupportedOperationException();
        }

        @Override
        public float[] decode(float[] z, int[] labels) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ImageLosses evaluate(Input input) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            // Nothing is held.
        }

        @Override
        public String toString() {
            return getClass().getSimpleName();
        }
    }
}
