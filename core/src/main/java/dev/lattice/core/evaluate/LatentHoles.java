package dev.lattice.core.evaluate;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.Arrays;

/**
 * How far the codes of images leave parts of the prior empty: where a decoder is asked for an image by a draw of N(0, I) and has never
 * seen its like.
 *
 * <p>One code z ~ q(z|x) of each image is held against as many draws of the prior. A draw is uncovered if each of its k = {@value
 * #NEIGHBOURS} nearest points, among the codes and the other draws, is a draw: no code lies as near as the k-th nearest draw does.
 * The share of those is one minus the coverage of Naeem et al., "Reliable fidelity and diversity metrics for generative models",
 * ICML 2020, arXiv:2002.09797, Section 3.2, with the prior as what is to be covered; it finds gaps, and codes that lie apart. Codes
 * that crowd together in the middle of many dimensions are the nearest points of every draw and still leave the prior empty around them:
 * they are found by the same share with codes and draws exchanged. The larger of the two counts.
 *
 * <p>Neither needs a density or a bandwidth, and both are calibrated: if the aggregate posterior is the prior, each order of the 2n − 1
 * other points is as probable as any other, whatever the number of dimensions, so that the expectation of either is (n − 1)…(n − k) /
 * ((2n − 1)…(2n − k)), about 2<sup>−k</sup> = 0.001.
 */
public final class LatentHoles {

    /** Images whose codes are looked at, at most: the work grows with the square. */
    public static final int MOST = 500;

    /** k. */
    public static final int NEIGHBOURS = 10;

    private LatentHoles() {}

    /**
     * Returns the share of draws of the prior that no code lies near, or of codes that no draw lies near if it is larger, in [0, 1]; NaN
     * for fewer than k + 1 images.
     *
     * @param codes without variances where the model does not sample: its codes themselves
     * @param seeds their streams "holes-prior" and "holes-codes" decide
     */
    public static double share(Inference.Codes codes, Seeds seeds) {
        return share(codes, seeds, NEIGHBOURS);
    }

    static double share(Inference.Codes codes, Seeds seeds, int neighbours) {
        int latent = codes.latent();
        int count = Math.min(MOST, codes.mean().length / latent);
        if (count <= neighbours) {
            return Double.NaN;
        }
        float[] prior = new float[count * latent];
        CounterRandom.fillGaussian(seeds.derive("holes-prior"), 0, prior, prior.length);
        float[] drawn = Arrays.copyOf(codes.mean(), count * latent);
        if (codes.logVar().length > 0) {
            float[] noise = new float[drawn.length];
            CounterRandom.fillGaussian(seeds.derive("holes-codes"), 0, noise, noise.length);
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] += (float) Math.exp(codes.logVar()[i] / 2) * noise[i];
            }
        }
        return Math.max(uncovered(prior, drawn, latent, neighbours), uncovered(drawn, prior, latent, neighbours));
    }

    /** Returns what each of the two shares is on average where the codes follow the prior. */
    public static double expected(int images) {
        return expected(images, NEIGHBOURS);
    }

    static double expected(int images, int neighbours) {
        int count = Math.min(MOST, images);
        double share = 1;
        for (int m = 1; m <= neighbours; m++) {
            share *= (count - m) / (2.0 * count - m);
        }
        return share;
    }

    /** Returns the share of points that no other point lies near: not as near as the k-th nearest of their own kind. */
    static double uncovered(float[] points, float[] others, int latent, int neighbours) {
        int count = points.length / latent;
        float[][] ownColumns = columns(points, latent);
        float[][] otherColumns = columns(others, latent);
        float[] toOwn = new float[count];
        float[] toOthers = new float[others.length / latent];
        int uncovered = 0;
        for (int i = 0; i < count; i++) {
            distances(points, i, latent, ownColumns, toOwn);
            distances(points, i, latent, otherColumns, toOthers);
            uncovered += isNear(toOthers, radius(toOwn, i, neighbours)) ? 0 : 1;
        }
        return uncovered / (double) count;
    }

    /** Returns the k-th smallest distance, but for the point's own. */
    private static double radius(float[] distances, int self, int neighbours) {
        double[] nearest = new double[neighbours];
        Arrays.fill(nearest, Double.MAX_VALUE);
        for (int j = 0; j < distances.length; j++) {
            if (j != self) {
                insert(nearest, distances[j]);
            }
        }
        return nearest[neighbours - 1];
    }

    private static void insert(double[] nearest, double distance) {
        int place = nearest.length;
        while (place > 0 && distance < nearest[place - 1]) {
            place--;
            if (place + 1 < nearest.length) {
                nearest[place + 1] = nearest[place];
            }
            nearest[place] = distance;
        }
    }

    private static boolean isNear(float[] distances, double radius) {
        for (float distance : distances) {
            // A code that is no number is near nothing.
            if (distance < radius) {
                return true;
            }
        }
        return false;
    }

    /** Returns a coordinate of all points after the other. */
    private static float[][] columns(float[] points, int latent) {
        float[][] columns = new float[latent][points.length / latent];
        for (int i = 0; i < points.length; i++) {
            columns[i % latent][i / latent] = points[i];
        }
        return columns;
    }

    // Many sums side by side, which the compiler makes vectors of, as it does not of one sum after the other.
    private static void distances(float[] points, int i, int latent, float[][] columns, float[] distances) {
        Arrays.fill(distances, 0);
        for (int d = 0; d < latent; d++) {
            add(points[i * latent + d], columns[d], distances);
        }
    }

    private static void add(float coordinate, float[] column, float[] distances) {
        for (int j = 0; j < distances.length; j++) {
            float difference = column[j] - coordinate;
            distances[j] += difference * difference;
        }
    }
}
