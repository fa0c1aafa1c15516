package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.samediff.SameDiffEngine;
import dev.lattice.core.evaluate.ImportanceSampling.LogLikelihoods;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import dev.lattice.core.random.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A linear-Gaussian model with two stochastic layers as a network, which is linear as far as a float can tell: model, images, log p(x) and
 * ELBO come from {@code golden/two-layers.py}.
 */
class TwoLayerLikelihoodTest {

    private static final int SIDE = 4;
    private static final int PIXELS = SIDE * SIDE;
    private static final int LOWER = 3;
    private static final int UPPER = 2;
    private static final double SIGMA = 0.004;
    /** Keeps rectifiers in their linear part. */
    private static final double LIFT = 16;

    private static ImageSet images;
    private static double[] logLikelihood;
    private static double[] elbo;

    @BeforeAll
    static void readImages() {
        List<String[]> rows = rows("images");
        byte[] pixels = new byte[rows.size() * PIXELS];
        logLikelihood = new double[rows.size()];
        elbo = new double[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            logLikelihood[i] = Double.parseDouble(rows.get(i)[0]);
            elbo[i] = Double.parseDouble(rows.get(i)[1]);
            for (int p = 0; p < PIXELS; p++) {
                pixels[i * PIXELS + p] = (byte) Integer.parseInt(rows.get(i)[2 + p]);
            }
        }
        images = new ImageSet(pixels, new byte[rows.size()], SIDE, SIDE, 1);
    }

    @Test
    void fiveThousandDrawsAreWithinThreeStandardErrorsOfTheLikelihood() {
        try (Inference inference = load()) {
            LogLikelihoods estimates = ImportanceSampling.of(
                    inference, new Inference.Input(images, Binarization.NONE, new Seeds(1)), 5000, done -> {});
            double sum = 0;
            double squares = 0;
            double bound = 0;
            for (int i = 0; i < images.count(); i++) {
                double error = estimates.logLikelihood()[i] - logLikelihood[i];
                assertEquals(0, error, 4 * estimates.samplingError()[i], "image " + i);
                assertTrue(estimates.samplingError()[i] < 0.05, "a wide interval proves nothing");
                assertTrue(estimates.elbo()[i] < estimates.logLikelihood()[i] - 2, "image " + i);
                sum += error;
                squares += Math.pow(estimates.samplingError()[i], 2);
                bound += (estimates.elbo()[i] - elbo[i]) / images.count();
            }
            assertEquals(0, sum, 3 * Math.sqrt(squares), "sum over images");
            // 125,000 draws with a standard deviation of about 2.4 nats.
            assertEquals(0, bound, 0.02, "mean log weight against the ELBO");
        }
    }

    /** The terms of an evaluation, where the entropy of q(z1|x) and KL(q(z2|z1) ‖ p(z2)) are not drawn. */
    @Test
    void reconstructionPlusKlIsMinusElbo() {
        try (Inference inference = load()) {
            int[] repeated = new int[400 * images.count()];
            Arrays.setAll(repeated, i -> i % images.count());
            Inference.ImageLosses losses =
                    inference.evaluate(new Inference.Input(images.select(repeated), Binarization.NONE, new Seeds(2)));
            double[] differences = new double[repeated.length];
            Arrays.setAll(differences, i -> -losses.reconstruction()[i] - losses.kl()[i] - elbo[repeated[i]]);
            Estimate estimate = Estimate.of(differences);
            assertEquals(0, estimate.mean(), 3 * estimate.standardError());
            assertTrue(estimate.standardError() < 0.1, estimate.toString());
            assertTrue(elbo[0] < logLikelihood[0] - 2, "the bound is to be told from the likelihood");
        }
    }

    private static Inference load() {
        ExperimentSpec spec = TinyData.spec(Map.of(
                "model.variant",
                "hvae",
                "model.hidden",
                List.of(LOWER),
                "model.lowerLatent",
                LOWER,
                "model.upperHidden",
                List.of(),
                "model.latent",
                UPPER,
                "model.likelihood",
                "gaussian",
                "model.sigma",
                SIGMA));
        Network network = Network.of(spec.model(), SIDE, SIDE, 1);
        float[] parameters = new float[network.parameterCount()];
        double[] lifted = new double[PIXELS];
        double[] centre = new double[LOWER];
        for (String[] row : rows("model")) {
            int r = Integer.parseInt(row[1]);
            int c = Integer.parseInt(row[2]);
            double value = Double.parseDouble(row[3]);
            switch (row[0]) {
                case "A" -> set(network, parameters, "upper.prior.weight", r, c, value);
                case "V" -> set(network, parameters, "upper.prior.bias", 0, LOWER + r, Math.log(value));
                case "B" -> set(network, parameters, "upper.posterior.weight", r, c, value);
                case "T" -> set(network, parameters, "upper.posterior.bias", 0, UPPER + r, Math.log(value));
                case "S" -> set(network, parameters, "posterior.bias", 0, LOWER + r, Math.log(value));
                case "E" -> {
                    set(network, parameters, "encoder.0.weight", r, c, value);
                    centre[r] += value / 2;
                }
                default -> {
                    // σ(l) = ½ + l/4 + O(l³).
                    set(network, parameters, "output.weight", r, c, 4 * value);
                    lifted[r] += LIFT * 4 * value;
                }
            }
        }
        for (int j = 0; j < LOWER; j++) {
            set(network, parameters, "encoder.0.bias", 0, j, LIFT - centre[j]);
            set(network, parameters, "posterior.weight", j, j, 1);
            set(network, parameters, "posterior.bias", 0, j, -LIFT);
            set(network, parameters, "decoder.0.weight", j, j, 1);
            set(network, parameters, "decoder.0.bias", 0, j, LIFT);
        }
        for (int p = 0; p < PIXELS; p++) {
            set(network, parameters, "output.bias", 0, p, -lifted[p]);
        }
        return new SameDiffEngine().load(new TrainedModel(spec, network, SIDE, SIDE, parameters));
    }

    private static void set(Network network, float[] parameters, String name, int row, int column, double value) {
        ParameterBlock block = network.blocks().stream()
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow();
        parameters[block.offset() + row * block.columns() + column] = (float) value;
    }

    private static List<String[]> rows(String name) {
        String resource = "/golden/two-layers-" + name + ".csv";
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                TwoLayerLikelihoodTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            List<String[]> rows = new ArrayList<>();
            reader.lines().skip(1).forEach(line -> rows.add(line.split(",")));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
