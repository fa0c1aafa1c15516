package dev.lattice.report.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much the mean of a row varies because of its seeds, beyond what its images already account for.
 *
 * <p>The means that a row has with each seed vary by the seeds' own component and by what seed and image do together; the latter is
 * in the differences image by image already and is taken off (the variance component of a two-way layout: Searle, Casella
 * and McCulloch, "Variance Components", 1992, Section 4.5). Three seeds say little about their variance, so it is pooled over
 * rows that have several. A row whose own is larger than chance allows (F test against those of the rest, at {@value #UNUSUAL} over all rows)
 * keeps its own and stays out of the pool, which it would fill; so that it is not believed too much, its own is taken as much larger as
 * Student's t of its few degrees of freedom is wider. A row with a single seed beside others with several gets the pooled variance.
 *
 * @param ofMeans variance of each row's mean that is its seeds'; 0 where no row has several
 * @param raw as {@code ofMeans} with nothing taken off, of which the degrees of freedom are
 * @param interaction what is taken off, unless it is more than there is
 * @param freedom degrees of freedom of the pooled variance; 0 where no row has several
 * @param odd how many rows keep their own
 */
public record SeedVariance(double[] ofMeans, double[] raw, double[] interaction, double freedom, int odd) {

    /** How seldom some row's own variance may look as large as it does for all rows to be thought alike. */
    public static final double UNUSUAL = 0.05;

    /** Where in the tail of Student's t critical values lie, more or less. */
    private static final double TAIL = 0.005;

    /** Returns the variances of rows of one seed each: none. */
    public static SeedVariance none(int rows) {
        return new SeedVariance(new double[rows], new double[rows], new double[rows], 0, 0);
    }

    /**
     * What one row says about its seeds.
     *
     * @param seeds how many
     * @param between variance of the means over images that the row has with each seed; 0 for one seed
     * @param interaction variance of such a mean that comes from what seed and image do together; 0 for one seed
     */
    public record OfRow(int seeds, double between, double interaction) {

        /**
         * Returns what a row says.
         *
         * @param values [seeds][images]
         */
        public static OfRow of(List<float[]> values) {
            int s = values.size();
            if (s < 2) {
                return new OfRow(s, 0, 0);
            }
            int n = values.get(0).length;
            double[] means = values.stream().mapToDouble(BestTest::mean).toArray();
            double mean = Arrays.stream(means).average().orElseThrow();
            double squares = 0;
            for (int i = 0; i < n; i++) {
                double image = 0;
                for (float[] seed : values) {
                    image += seed[i] / (double) s;
                }
                for (int k = 0; k < s; k++) {
                    double off = values.get(k)[i] - means[k] - image + mean;
                    squares += off * off;
                }
            }
            double between =
                    Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum() / (s - 1);
            return new OfRow(s, between, squares / (s - 1) / Math.max(1, n - 1) / n);
        }
    }

    /** Returns the variances of rows. */
    public static SeedVariance of(List<OfRow> rows) {
        boolean[] odd = odd(rows);
        double freedom = 0;
        double between = 0;
        double interaction = 0;
        for (int r = 0; r < odd.length; r++) {
            int own = odd[r] ? 0 : rows.get(r).seeds() - 1;
            freedom += own;
            between += own * rows.get(r).between();
            interaction += own * rows.get(r).interaction();
        }
        if (freedom == 0) {
            return none(rows.size());
        }
        double[] ofMeans = new double[rows.size()];
        double[] raw = new double[rows.size()];
        double[] off = new double[rows.size()];
        for (int r = 0; r < raw.length; r++) {
            OfRow row = rows.get(r);
            raw[r] = (odd[r] ? row.between() * doubt(row.seeds() - 1, freedom) : between / freedom) / row.seeds();
            off[r] = (odd[r] ? row.interaction() : interaction / freedom) / row.seeds();
            ofMeans[r] = Math.max(0, raw[r] - off[r]);
        }
        int keeping = (int) IntStream.range(0, odd.length).filter(r -> odd[r]).count();
        return new SeedVariance(ofMeans, raw, off, freedom, keeping);
    }

    /**
     * Returns which rows depend on their seeds more than the others: as many of the largest variances, but fewer than half of them, as all are
     * larger than chance allows beside what the rest has together. Several at once, for two would hide each other.
     */
    private static boolean[] odd(List<OfRow> rows) {
        int[] order = IntStream.range(0, rows.size())
                .filter(r -> rows.get(r).seeds() > 1)
                .boxed()
                .sorted(Comparator.comparingDouble(r -> rows.get(r).between()))
                .mapToInt(r -> r)
                .toArray();
        boolean[] odd = new boolean[rows.size()];
        double freedom = 0;
        double squares = 0;
        for (int i = 0; i < order.length; i++) {
            OfRow row = rows.get(order[i]);
            int own = row.seeds() - 1;
            if (2 * i > order.length
                    && squares > 0
                    && FDistribution.of(own, freedom).survivalProbability(row.between() / (squares / freedom))
                            < UNUSUAL / order.length) {
                for (int k = i; k < order.length; k++) {
                    odd[order[k]] = true;
                }
                return odd;
            }
            freedom += own;
            squares += own * row.between();
        }
        return odd;
    }

    /** Returns how much larger a variance of few degrees of freedom is to be taken where a difference is held against those of many. */
    private static double doubt(double few, double many) {
        double ratio = TDistribution.of(few).inverseSurvivalProbability(TAIL)
                / TDistribution.of(many).inverseSurvivalProbability(TAIL);
        return Math.max(1, ratio * ratio);
    }
}
