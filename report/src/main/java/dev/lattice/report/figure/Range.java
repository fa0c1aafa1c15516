package dev.lattice.report.figure;

import java.util.Arrays;

/**
 * The part of some numbers that an axis shows.
 *
 * @param low the smallest number
 * @param high the largest, or where far outliers begin
 * @param above how many numbers lie above {@code high}
 */
record Range(double low, double high, int above) {

    private static final int ENOUGH = 8;

    /** Tukey's outer fence: beyond three interquartile ranges from the quartile. */
    private static final double FENCE = 3;

    /** Returns the range of at least one number, without far outliers at the upper end: one failed cell must not flatten the rest. */
    static Range of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double max = sorted[sorted.length - 1];
        if (sorted.length < ENOUGH) {
            return new Range(sorted[0], max, 0);
        }
        double q1 = quantile(sorted, 0.25);
        double q3 = quantile(sorted, 0.75);
        double fence = q3 + FENCE * (q3 - q1);
        if (max <= fence || q3 == q1) {
            return new Range(sorted[0], max, 0);
        }
        double high = sorted[0];
        int above = 0;
        for (double v : sorted) {
            if (v <= fence) {
                high = v;
            } else {
                above++;
            }
        }
        return new Range(sorted[0], high, above);
    }

    /** Returns a quantile of sorted numbers, linearly interpolated. */
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int next = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[next] - sorted[below]);
    }

    /** Returns the median of at least one number, in any order. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return quantile(sorted, 0.5);
    }
}
