package dev.lattice.report.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Which rows are worse than the best one beyond chance, where rows were measured on the same images and the best is the one that
 * looks best.
 *
 * <p>For row j, t<sub>j</sub> is its mean difference from the best-looking row b over the standard error of that difference: that
 * of a mean of differences image by image, and, where rows are means over seeds, the variance between seeds over their
 * number. A row is <i>distinguishable</i> if t<sub>j</sub> is above a critical value that the largest difference between any two
 * of the rows, studentized in the same way, exceeds with probability α when all of them are equal. That b was chosen because it
 * looks best is thus paid for, and so is the number of rows: with probability 1 − α no claim is false. Rows that were rejected leave
 * the family and the rest is tested again, until none follows (step-down: Romano and Wolf, "Exact and approximate stepdown
 * methods for multiple hypothesis testing", JASA 100, 2005).
 *
 * <p>The critical value is a quantile of the Gaussian multiplier bootstrap (Chernozhukov, Chetverikov and Kato, "Gaussian
 * approximations and multiplier bootstrap for maxima of sums of high-dimensional random vectors", Annals of Statistics 41,
 * 2013, Section 3), which given the data is a draw from a normal law with the rows' covariance. With several seeds each draw also
 * has a variance between seeds as it would be estimated, one for all rows as it is pooled over them (Dunnett, "A multiple comparison
 * procedure for comparing several treatments with a control", JASA 50, 1955, has such a multivariate t); the value is carried over to Student's t for the
 * number of images. Beyond {@link #MOST_JOINT} rows, those that even Bonferroni's inequality over all pairs rejects at a tenth
 * of α leave first, with the degrees of freedom of each difference (Satterthwaite), and if too many are left Bonferroni decides.
 */
public final class BestTest {

    /** Rows that are bootstrapped together at most: beyond, their covariance costs seconds. */
    public static final int MOST_JOINT = 300;

    private static final int DRAWS = 4_000;
    private static final double FIRST_SHARE = 0.1;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final Rows rows;
    private final double level;
    private final SplittableRandom random;
    private final int best;
    private final float[] bestValues;
    private final double[] difference;
    private final double[] standardError;
    private final double[] freedom;
    private final boolean[] rejected;

    /**
     * The numbers.
     *
     * @param count of rows, at least 1
     * @param values [images] of a row, the mean over its seeds for each image; asked for more than once
     * @param seeds variance of the rows' means that is their seeds'
     */
    public record Rows(int count, IntFunction<float[]> values, SeedVariance seeds) {}

    /**
     * What was found.
     *
     * @param best the row with the lowest mean
     * @param difference of each row's mean from the best's, at least 0
     * @param standardError of the difference
     * @param distinguishable whether the row is worse beyond chance
     * @param critical the last critical value, in standard errors of a difference with many images and seeds
     * @param joint how many rows were bootstrapped together; 0 if Bonferroni's inequality decided alone
     */
    public record Result(
            int best,
            double[] difference,
            double[] standardError,
            boolean[] distinguishable,
            double critical,
            int joint) {}

    private BestTest(Rows rows, double level, long seed) {
        this.rows = rows;
        this.level = level;
        random = new SplittableRandom(seed);
        int count = rows.count();
        difference = new double[count];
        standardError = new double[count];
        freedom = new double[count];
        rejected = new boolean[count];
        double[] means = new double[count];
        for (int r = 0; r < count; r++) {
            means[r] = mean(rows.values().apply(r));
        }
        int lowest = 0;
        for (int r = 1; r < count; r++) {
            lowest = means[r] < means[lowest] ? r : lowest;
        }
        best = lowest;
        bestValues = rows.values().apply(best);
        for (int r = 0; r < count; r++) {
            compare(r);
        }
    }

    /**
     * Tests rows, lower is better.
     *
     * @param level α: probability that any row is called distinguishable that is not worse
     * @param seed of the draws
     * @throws IllegalArgumentException if rows differ in length or have fewer than two images
     */
    public static Result of(Rows rows, double level, long seed) {
        return new BestTest(rows, level, seed).run();
    }

    /**
     * Returns how far an interval by Student's t reaches to either side of each row's difference from the best: of one row by itself,
     * for that the best was chosen is paid for by the test and not here.
     *
     * @param coverage such as 0.95
     */
    public static double[] reaches(Rows rows, double coverage) {
        BestTest compared = new BestTest(rows, 1 - coverage, 0);
        double[] reaches = new double[rows.count()];
        for (int r = 0; r < reaches.length; r++) {
            double error = compared.standardError[r];
            // Of losses beyond what single precision holds nothing is known.
            reaches[r] = Double.isFinite(error)
                    ? error * TDistribution.of(compared.freedom[r]).inverseSurvivalProbability((1 - coverage) / 2)
                    : Double.NaN;
        }
        return reaches;
    }

    private void compare(int row) {
        float[] values = rows.values().apply(row);
        int n = bestValues.length;
        if (values.length != n || n < 2) {
            throw new IllegalArgumentException(
                    "rows must have the same images, at least 2, but had " + n + " and " + values.length);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) values[i] - bestValues[i];
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double d = (double) values[i] - bestValues[i] - mean;
            squares += d * d;
        }
        double images = squares / (n - 1) / n;
        double seeds =
                row == best ? 0 : rows.seeds().ofMeans()[row] + rows.seeds().ofMeans()[best];
        double raw = row == best ? 0 : rows.seeds().raw()[row] + rows.seeds().raw()[best];
        difference[row] = row == best ? 0 : Math.max(0, mean);
        standardError[row] = Math.sqrt(images + seeds);
        freedom[row] = raw == 0 ? n - 1 : freedom(images, seeds, raw, n);
    }

    /** Welch and Satterthwaite's degrees of freedom of a sum of two variances, of which the second is what is left of a raw one. */
    private double freedom(double images, double seeds, double raw, int n) {
        double all = images + seeds;
        double uncertain = images * images / (n - 1) + raw * raw / rows.seeds().freedom();
        return uncertain == 0 ? n - 1 : Math.max(1, all * all / uncertain);
    }

    private Result run() {
        int count = rows.count();
        double share = level;
        double critical = pairs(count, level);
        if (count > MOST_JOINT) {
            share = (1 - FIRST_SHARE) * level;
            critical = pairs(count, FIRST_SHARE * level);
            reject(critical, row -> freedom[row]);
        }
        int[] family = family();
        int joint = 0;
        if (family.length > MOST_JOINT) {
            // Down to where fewer are left, or none follows.
            do {
                critical = pairs(family.length, share);
            } while (reject(critical, row -> freedom[row]) && (family = family()).length > MOST_JOINT);
        }
        if (family.length > 1 && family.length <= MOST_JOINT) {
            joint = family.length;
            JointDraws draws = JointDraws.of(family, rows, DRAWS, random);
            do {
                critical = draws.quantile(1 - share, rejected);
                // The draws know of the seeds; what is left is that a variance over images is an estimate, too.
            } while (reject(critical, row -> bestValues.length - 1.0) && family().length > 1);
        }
        return new Result(best, difference, standardError, rejected, critical, joint);
    }

    /**
     * Rejects what is beyond a critical value of the normal law, carried over to Student's t; returns whether anything was.
     *
     * @param degrees of freedom of a row's difference
     */
    private boolean reject(double critical, IntToDoubleFunction degrees) {
        boolean any = false;
        double tail = NORMAL.survivalProbability(critical);
        for (int r = 0; r < rejected.length; r++) {
            if (r != best && !rejected[r] && standardError[r] > 0) {
                double needed = TDistribution.of(degrees.applyAsDouble(r)).inverseSurvivalProbability(tail);
                if (difference[r] > needed * standardError[r]) {
                    rejected[r] = true;
                    any = true;
                }
            }
        }
        return any;
    }

    private int[] family() {
        return java.util.stream.IntStream.range(0, rejected.length)
                .filter(r -> !rejected[r])
                .toArray();
    }

    /** Returns Bonferroni's critical value over all ordered pairs. */
    private static double pairs(int count, double level) {
        return count < 2
                ? NORMAL.inverseSurvivalProbability(level)
                : NORMAL.inverseSurvivalProbability(level / count / (count - 1));
    }

    static double mean(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    /** Returns rows that are all in memory. */
    public static Rows rows(List<float[]> values) {
        return new Rows(values.size(), values::get, SeedVariance.none(values.size()));
    }

    /** Returns the indices of the rows that are not distinguishable from the best, the best included. */
    public static int[] notDistinguishable(Result result) {
        return java.util.stream.IntStream.range(0, result.distinguishable().length)
                .filter(r -> !result.distinguishable()[r])
                .toArray();
    }

    @Override
    public String toString() {
        return "best " + best + " of " + rows.count() + ", rejected " + Arrays.toString(rejected);
    }
}
