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
     * @param codes without variances where the model does not sample: its codes themselves; the first {@value #MOST} are looked at,
     *     so they must not be in the order of their classes
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
        Nearest nearest = nearest(prior, drawn, latent);
        return Math.max(
                uncovered(nearest.ofPoints(), radii(prior, latent, neighbours)),
                uncovered(nearest.ofOthers(), radii(drawn, latent, neighbours)));
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
        return uncovered(nearest(points, others, latent).ofPoints(), radii(points, latent, neighbours));
    }

    private static double uncovered(float[] nearest, double[] radii) {
        int uncovered = 0;
        for (int i = 0; i < radii.length; i++) {
            uncovered += nearest[i] < radii[i] ? 0 : 1;
        }
        return uncovered / (double) radii.length;
    }

    /**
     * How near two kinds of points come to each other. A point that is no number is near nothing.
     *
     * @param ofPoints squared distance from each point to the nearest of the others
     * @param ofOthers the reverse
     */
    private record Nearest(float[] ofPoints, float[] ofOthers) {}

    private static Nearest nearest(float[] points, float[] others, int latent) {
        float[][] columns = columns(others, latent);
        float[] ofPoints = new float[points.length / latent];
        float[] ofOthers = new float[others.length / latent];
        Arrays.fill(ofOthers, Float.POSITIVE_INFINITY);
        float[] distances = new float[ofOthers.length];
        for (int i = 0; i < ofPoints.length; i++) {
            distances(points, i, latent, columns, distances, distances.length);
            float least = Float.POSITIVE_INFINITY;
            for (int j = 0; j < distances.length; j++) {
                least = distances[j] < least ? distances[j] : least;
                ofOthers[j] = distances[j] < ofOthers[j] ? distances[j] : ofOthers[j];
            }
            ofPoints[i] = least;
        }
        return new Nearest(ofPoints, ofOthers);
    }

    /** Returns the squared distance from each point to its k-th nearest; each distance is computed once for both. */
    private static double[] radii(float[] points, int latent, int neighbours) {
        int count = points.length / latent;
        float[][] columns = columns(points, latent);
        double[][] nearest = new double[count][neighbours];
        float[] distances = new float[count];
        for (int i = 0; i < count; i++) {
            Arrays.fill(nearest[i], Double.MAX_VALUE);
            distances(points, i, latent, columns, distances, i);
            for (int j = 0; j < i; j++) {
                insert(nearest[i], distances[j]);
                insert(nearest[j], distances[j]);
            }
        }
        return Arrays.stream(nearest).mapToDouble(n -> n[neighbours - 1]).toArray();
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

    /** Returns a coordinate of all points after the other. */
    private static float[][] columns(float[] points, int latent) {
        float[][] columns = new float[latent][points.length / latent];
        for (int i = 0; i < points.length; i++) {
            columns[i % latent][i / latent] = points[i];
        }
        return columns;
    }

    // Many sums side by side, which the compiler makes vectors of, as it does not of one sum after the other; four
    // coordinates at a time, in their order, so that sums are loaded and stored a fourth as often.
    private static void distances(float[] points, int i, int latent, float[][] columns, float[] distances, int count) {
        Arrays.fill(distances, 0, count, 0);
        int at = i * latent;
        int d = 0;
        for (; d + 3 < latent; d += 4) {
            add(points, at + d, columns[d], columns[d + 1], columns[d + 2], columns[d + 3], distances, count);
        }
        for (; d < latent; d++) {
            add(points[at + d], columns[d], distances, count);
        }
    }

    private static void add(
            float[] points, int at, float[] a, float[] b, float[] c, float[] d, float[] distances, int count) {
        float p = points[at];
        float q = points[at + 1];
        float r = points[at + 2];
        float s = points[at + 3];
        for (int j = 0; j < count; j++) {
            float da = a[j] - p;
            float db = b[j] - q;
            float dc = c[j] - r;
            float dd = d[j] - s;
            distances[j] = distances[j] + da * da + db * db + dc * dc + dd * dd;
        }
    }

    private static void add(float coordinate, float[] column, float[] distances, int count) {
        for (int j = 0; j < count; j++) {
            float difference = column[j] - coordinate;
            distances[j] += difference * difference;
        }
    }
}
