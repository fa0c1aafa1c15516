package dev.lattice.report.statistics;

import java.util.Arrays;
import java.util.function.DoubleFunction;

/**
 * Tukey's outer fence, three times the middle half's width above its upper end (Exploratory data analysis, 1977). A few trainings on the
 * verge of diverging have losses of any size; they hold all of the variance of a search, and its means tell of nothing else. What
 * is beyond the fence counts as the fence: as bad, not as how bad.
 *
 * @param limit the fence; infinite where nothing is beyond it
 * @param beyond how many values are
 */
public record OuterFence(double limit, int beyond) {

    private static final int ENOUGH = 8;
    private static final double WIDTHS = 3;

    /** Returns the fence of some values, lower is better; none for fewer than {@value #ENOUGH}, or where half of them are equal. */
    public static OuterFence of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double limit = Double.POSITIVE_INFINITY;
        if (sorted.length >= ENOUGH) {
            double upper = Quantiles.of(sorted, 0.75);
            double width = upper - Quantiles.of(sorted, 0.25);
            limit = width > 0 ? upper + WIDTHS * width : limit;
        }
        double fence = limit;
        int beyond = (int) Arrays.stream(values).filter(v -> v > fence).count();
        return new OuterFence(beyond == 0 ? Double.POSITIVE_INFINITY : fence, beyond);
    }

    /** Returns the values, those beyond the fence moved to it. */
    public double[] applied(double[] values) {
        return Arrays.stream(values).map(v -> Math.min(v, limit)).toArray();
    }

    /**
     * Returns what is done, such as {@code 12 rows above 431.05 count as 431.05}.
     *
     * @param digits how the values are written
     */
    public String describe(String rows, DoubleFunction<String> digits) {
        String fence = digits.apply(limit);
        return beyond + " " + rows + " above " + fence + " count as " + fence;
    }
}
