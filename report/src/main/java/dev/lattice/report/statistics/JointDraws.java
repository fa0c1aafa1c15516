package dev.lattice.report.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Draws of what the rows' means do by chance alone, with the covariance that they have over images and seeds, and of how well the
 * variance between seeds is known: all rows share its estimate, so in each draw all differences are off by it together.
 */
final class JointDraws {

    /** Pairs whose difference hardly varies, relative to the rows themselves, are the same row. */
    private static final double SAME = 1e-12;

    /**
     * The variance between seeds may be this improbably larger than its estimate for the part that it has in a difference. A part taken from
     * the estimate itself is smallest when the estimate is, which is when differences look largest.
     */
    private static final double LARGER = 0.05;

    private final int[] family;
    private final float[][] means;
    private final double[][] variance;
    private final double[][] ofSeeds;
    private final double[] ratio;

    private JointDraws(int[] family, float[][] means, double[][] variance, double[][] ofSeeds, double[] ratio) {
        this.family = family;
        this.means = means;
        this.variance = variance;
        this.ofSeeds = ofSeeds;
        this.ratio = ratio;
    }

    /** Draws {@code count} times for the rows of a family. */
    static JointDraws of(int[] family, BestTest.Rows rows, int count, SplittableRandom random) {
        double[][] covariance = covariance(family, rows);
        int m = family.length;
        double[][] variance = new double[m][m];
        double[][] ofSeeds = new double[m][m];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < m; k++) {
                double both = covariance[j][j] + covariance[k][k] - 2 * covariance[j][k];
                double smallest = SAME * (covariance[j][j] + covariance[k][k]);
                variance[j][k] = both > smallest ? both : Double.POSITIVE_INFINITY;
                ofSeeds[j][k] = partOfSeeds(both, rows.seeds(), family[j], family[k]);
            }
        }
        double[][] root = root(covariance);
        float[][] means = new float[count][m];
        double[] z = new double[m];
        for (float[] draw : means) {
            for (int j = 0; j < m; j++) {
                z[j] = random.nextGaussian();
                double sum = 0;
                for (int k = 0; k <= j; k++) {
                    sum += root[j][k] * z[k];
                }
                draw[j] = (float) sum;
            }
        }
        return new JointDraws(family, means, variance, ofSeeds, ratios(rows.seeds(), count, random));
    }

    /** Returns the part of the variance of a difference that has the seeds' degrees of freedom: all but what images do with any seed. */
    private static double partOfSeeds(double variance, SeedVariance seeds, int row, int other) {
        if (seeds.freedom() == 0) {
            return 0;
        }
        double of = seeds.ofMeans()[row] + seeds.ofMeans()[other];
        double images = variance - of - seeds.interaction()[row] - seeds.interaction()[other];
        double larger = seeds.freedom()
                / ChiSquaredDistribution.of(seeds.freedom()).inverseCumulativeProbability(LARGER)
                * (seeds.raw()[row] + seeds.raw()[other]);
        return images > 0 ? larger / (larger + images) : 1;
    }

    /** Returns draws of an estimated variance between seeds over the true one; ones where there is none. */
    private static double[] ratios(SeedVariance seeds, int count, SplittableRandom random) {
        double[] ratio = new double[count];
        Arrays.fill(ratio, 1);
        if (seeds.freedom() > 0) {
            ChiSquaredDistribution distribution = ChiSquaredDistribution.of(seeds.freedom());
            Arrays.setAll(ratio, d -> distribution.inverseCumulativeProbability(random.nextDouble()) / seeds.freedom());
        }
        return ratio;
    }

    /**
     * Returns a quantile of the largest studentized difference between two rows that are still in the family: of means over many
     * images, whatever the number of seeds.
     */
    double quantile(double share, boolean[] left) {
        int[] in = java.util.stream.IntStream.range(0, family.length)
                .filter(j -> !left[family[j]])
                .toArray();
        double[] largest = new double[means.length];
        for (int d = 0; d < means.length; d++) {
            largest[d] = Math.sqrt(largestSquare(means[d], in, ratio[d] - 1));
        }
        Arrays.sort(largest);
        // The smallest draw that at most 1 − share of the draws exceed.
        int place = (int) Math.ceil(share * (largest.length + 1)) - 1;
        return largest[Math.min(largest.length - 1, place)];
    }

    private double largestSquare(float[] draw, int[] in, double off) {
        double most = 0;
        for (int a = 1; a < in.length; a++) {
            double[] known = variance[in[a]];
            double[] part = ofSeeds[in[a]];
            double own = draw[in[a]];
            for (int b = 0; b < a; b++) {
                int k = in[b];
                double difference = own - draw[k];
                double estimated = known[k] * (1 + part[k] * off);
                // Negated, so that a draw that is no number counts as beyond every claim.
                if (!(difference * difference <= most * estimated)) {
                    most = difference * difference / estimated;
                }
            }
        }
        return most;
    }

    private static double[][] covariance(int[] family, BestTest.Rows rows) {
        int m = family.length;
        float[][] centred = new float[m][];
        for (int j = 0; j < m; j++) {
            float[] values = rows.values().apply(family[j]);
            double mean = BestTest.mean(values);
            centred[j] = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                centred[j][i] = (float) (values[i] - mean);
            }
        }
        // What all rows share cancels in every difference, but would cost it digits.
        float[] shared = new float[centred[0].length];
        for (int i = 0; i < shared.length; i++) {
            double sum = 0;
            for (float[] row : centred) {
                sum += row[i];
            }
            shared[i] = (float) (sum / m);
        }
        for (float[] row : centred) {
            for (int i = 0; i < shared.length; i++) {
                row[i] -= shared[i];
            }
        }
        double n = shared.length;
        double[][] covariance = new double[m][m];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k <= j; k++) {
                double c = dot(centred[j], centred[k]) / (n - 1) / n;
                covariance[j][k] = c;
                covariance[k][j] = c;
            }
            covariance[j][j] += rows.seeds().ofMeans()[family[j]];
        }
        return covariance;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        // Short sums in single precision: the loop is vectorized, and errors stay far below a chance's own.
        for (int from = 0; from < a.length; from += 256) {
            int to = Math.min(a.length, from + 256);
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            int i = from;
            for (; i + 3 < to; i += 4) {
                s0 += a[i] * b[i];
                s1 += a[i + 1] * b[i + 1];
                s2 += a[i + 2] * b[i + 2];
                s3 += a[i + 3] * b[i + 3];
            }
            for (; i < to; i++) {
                s0 += a[i] * b[i];
            }
            sum += (double) s0 + s1 + s2 + s3;
        }
        return sum;
    }

    /** Returns the lower Cholesky factor; a direction without variance gets none. */
    private static double[][] root(double[][] covariance) {
        int m = covariance.length;
        double[][] root = new double[m][m];
        double largest = 0;
        for (int j = 0; j < m; j++) {
            largest = Math.max(largest, covariance[j][j]);
        }
        for (int j = 0; j < m; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = covariance[j][k];
                for (int i = 0; i < k; i++) {
                    sum -= root[j][i] * root[k][i];
                }
                if (j == k) {
                    root[j][j] = sum > 1e-10 * largest ? Math.sqrt(sum) : 0;
                } else {
                    root[j][k] = root[k][k] > 0 ? sum / root[k][k] : 0;
                }
            }
        }
        return root;
    }
}
