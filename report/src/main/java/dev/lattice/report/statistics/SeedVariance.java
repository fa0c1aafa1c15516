package dev.lattice.report.statistics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.FDistribution;

/**
 * How much the mean of a row varies because of its seeds, beyond what its images already account for.
 *
 * <p>The means that a row has with each seed vary by the seeds' own component and by what seed and image do together; the latter is
 * in the differences image by image already and is taken off (the variance component of a two-way layout: Searle, Casella
 * and McCulloch, "Variance Components", 1992, Section 4.5). Three seeds say little about their variance, so it is pooled over
 * all rows that have several. A row whose own is larger than chance allows (F test against the pooled one, at {@value #UNUSUAL})
 * keeps its own. A row with a single seed beside others with several gets the pooled variance.
 *
 * @param ofMeans variance of each row's mean that is its seeds'; 0 where no row has several
 * @param raw as {@code ofMeans} with nothing taken off, of which the degrees of freedom are
 * @param interaction what is taken off, unless it is more than there is
 * @param freedom degrees of freedom of the pooled variance; 0 where no row has several
 */
public record SeedVariance(double[] ofMeans, double[] raw, double[] interaction, double freedom) {

    /** How seldom a row's own variance may look as large as it does for the row to be thought one of the others. */
    public static final double UNUSUAL = 0.01;

    /** Returns the variances of rows of one seed each: none. */
    public static SeedVariance none(int rows) {
        return new SeedVariance(new double[rows], new double[rows], new double[rows], 0);
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
        double freedom = rows.stream().mapToInt(r -> r.seeds() - 1).sum();
        if (freedom == 0) {
            return none(rows.size());
        }
        double between = 0;
        double interaction = 0;
        for (OfRow row : rows) {
            between += (row.seeds() - 1) * row.between() / freedom;
            interaction += (row.seeds() - 1) * row.interaction() / freedom;
        }
        double[] ofMeans = new double[rows.size()];
        double[] raw = new double[rows.size()];
        double[] off = new double[rows.size()];
        for (int r = 0; r < raw.length; r++) {
            OfRow row = rows.get(r);
            boolean unusual = row.between() > between
                    && FDistribution.of(row.seeds() - 1, freedom).survivalProbability(row.between() / between)
                            < UNUSUAL;
            double own = unusual ? row.between() : between;
            raw[r] = own / row.seeds();
            off[r] = (unusual ? row.interaction() : interaction) / row.seeds();
            ofMeans[r] = Math.max(0, raw[r] - off[r]);
        }
        return new SeedVariance(ofMeans, raw, off, freedom);
    }
}
