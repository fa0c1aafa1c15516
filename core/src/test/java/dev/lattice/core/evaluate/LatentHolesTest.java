package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.engine.Inference.Codes;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Aggregate posteriors whose truth is known. */
class LatentHolesTest {

    /** The threshold of the tag in tables. */
    private static final double TAGGED = 0.1;

    private static final int IMAGES = 500;

    /** Codes without variance, such as an autoencoder's; {@code value} of each element, and a standard normal number of its own. */
    private static Codes points(int images, int latent, long seed, IntToDoubleFunction value, double spread) {
        float[] mean = new float[images * latent];
        CounterRandom.fillGaussian(new Seeds(seed).derive("points"), 0, mean, mean.length);
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (value.applyAsDouble(i) + spread * mean[i]);
        }
        return new Codes(latent, mean, new float[0]);
    }

    private static Codes spread(Codes points, double deviation) {
        float[] logVar = new float[points.mean().length];
        Arrays.fill(logVar, (float) (2 * Math.log(deviation)));
        return new Codes(points.latent(), points.mean(), logVar);
    }

    /** Distribution-free: the order of 2n − 1 exchangeable points does not depend on what they are distributed like. */
    @ParameterizedTest
    @CsvSource({"1, 3, 40", "2, 3, 40", "20, 3, 40", "20, 5, 60"})
    void codesThatFollowThePriorAreUncoveredAsOftenAsTheClosedFormSays(int latent, int neighbours, int images) {
        int repeats = 500;
        double sum = 0;
        double squares = 0;
        for (int r = 0; r < repeats; r++) {
            float[] codes = points(images, latent, 1000 + r, i -> 0, 1).mean();
            float[] prior = points(images, latent, 5000 + r, i -> 0, 1).mean();
            double share = LatentHoles.uncovered(prior, codes, latent, neighbours);
            sum += share;
            squares += share * share;
        }
        double mean = sum / repeats;
        double error = Math.sqrt((squares / repeats - mean * mean) / repeats);
        assertEquals(LatentHoles.expected(images, neighbours), mean, 4 * error, "± " + error);
        assertTrue(error < 0.05 * mean, "too few repeats to say anything: " + mean + " ± " + error);
    }

    @Test
    void theClosedFormIsNearAPowerOfTwo() {
        assertEquals(Math.pow(2, -10), LatentHoles.expected(500), 1e-4);
        assertEquals(1.0 / 352_716, LatentHoles.expected(11), 1e-15, "10! / (21 · 20 … 12), one over 21 choose 10");
    }

    @ParameterizedTest
    @CsvSource({"2", "5", "20"})
    void aMatchedGaussianIsNotTagged(int latent) {
        assertTrue(LatentHoles.share(points(IMAGES, latent, 1, i -> 0, 1), new Seeds(2)) < TAGGED / 5);
        assertTrue(LatentHoles.share(spread(points(IMAGES, latent, 1, i -> 0, 0.6), 0.8), new Seeds(2)) < TAGGED / 5);
        // A posterior that has collapsed is the prior.
        assertTrue(LatentHoles.share(spread(points(IMAGES, latent, 1, i -> 0, 0), 1), new Seeds(2)) < TAGGED / 5);
    }

    @Test
    void clustersWithAGapBetweenThemAreTagged() {
        // Classes at ±1.6 along the first of two dimensions: the middle is empty.
        IntToDoubleFunction clusters = i -> i % 2 == 1 ? 0 : i / 2 % 2 == 0 ? 1.6 : -1.6;
        double share = LatentHoles.share(points(IMAGES, 2, 3, clusters, 0.3), new Seeds(4));
        assertTrue(share > 2 * TAGGED, "share " + share);
        // Wide enough posteriors fill the gap.
        IntToDoubleFunction nearer = i -> i % 2 == 1 ? 0 : i / 2 % 2 == 0 ? 0.6 : -0.6;
        double filled = LatentHoles.share(spread(points(IMAGES, 2, 3, nearer, 0), 0.85), new Seeds(4));
        assertTrue(filled < TAGGED / 2, "share " + filled);
    }

    @ParameterizedTest
    @CsvSource({"2, 5", "20, 3", "20, 0.1", "64, 10"})
    void codesOnAnotherScaleThanThePriorAreTagged(int latent, double scale) {
        double share = LatentHoles.share(points(IMAGES, latent, 5, i -> 0, scale), new Seeds(6));
        assertTrue(share > TAGGED, "share " + share);
    }

    @Test
    void theShareIsThatOfTheDefinition() {
        int latent = 3;
        Codes codes = spread(points(80, latent, 9, i -> i % latent == 0 ? 1.5 : 0, 0.4), 0.3);
        Seeds seeds = new Seeds(8);
        float[] prior = new float[80 * latent];
        CounterRandom.fillGaussian(seeds.derive("holes-prior"), 0, prior, prior.length);
        float[] noise = new float[80 * latent];
        CounterRandom.fillGaussian(seeds.derive("holes-codes"), 0, noise, noise.length);
        float[] drawn = new float[80 * latent];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = codes.mean()[i] + 0.3f * noise[i];
        }
        int empty = uncovered(prior, drawn, latent);
        int crowded = uncovered(drawn, prior, latent);
        assertTrue(empty > 8 && empty < 72 && empty != crowded, "a case that says nothing: " + empty + " " + crowded);
        assertEquals(empty / 80.0, LatentHoles.uncovered(prior, drawn, latent, 10));
        assertEquals(crowded / 80.0, LatentHoles.uncovered(drawn, prior, latent, 10));
        assertEquals(Math.max(empty, crowded) / 80.0, LatentHoles.share(codes, seeds));
    }

    private static int uncovered(float[] points, float[] others, int latent) {
        int uncovered = 0;
        for (int i = 0; i < 80; i++) {
            // The first of its own kind is the point itself.
            uncovered += sorted(points, i, others, latent)[0] >= sorted(points, i, points, latent)[10] ? 1 : 0;
        }
        return uncovered;
    }

    private static double[] sorted(float[] points, int of, float[] others, int latent) {
        double[] distances = new double[others.length / latent];
        for (int j = 0; j < distances.length; j++) {
            for (int d = 0; d < latent; d++) {
                distances[j] += Math.pow(points[of * latent + d] - others[j * latent + d], 2);
            }
        }
        Arrays.sort(distances);
        return distances;
    }

    @Test
    void onlySomeImagesAreLookedAtAndFewAreTooFew() {
        Codes codes = points(700, 4, 11, i -> 0, 1.5);
        Codes first = new Codes(4, Arrays.copyOf(codes.mean(), LatentHoles.MOST * 4), new float[0]);
        assertEquals(LatentHoles.share(first, new Seeds(1)), LatentHoles.share(codes, new Seeds(1)));
        assertTrue(Double.isNaN(LatentHoles.share(points(10, 2, 1, i -> 0, 1), new Seeds(1))));
        assertEquals(1, LatentHoles.share(points(50, 2, 1, i -> Double.NaN, 1), new Seeds(1)));
    }
}
