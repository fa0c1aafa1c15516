package dev.lattice.report.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Percentile intervals for how far rows are above a reference row: images are drawn again together for all rows, seeds for each
 * row by itself (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, Sections 8 and 13).
 */
public final class PairedBootstrap {

    private static final int DRAWS = 1_000;

    private PairedBootstrap() {}

    /**
     * A row: its numbers with each seed.
     *
     * @param seeds [seeds][images], at least one seed
     */
    public record Row(List<float[]> seeds) {}

    /** An interval of a difference of means. */
    public record Interval(double low, double high) {}

    /**
     * Returns the interval of each row's mean minus the reference's.
     *
     * @param reference index of a row
     * @param coverage such as 0.95
     * @param seed of the draws
     */
    public static List<Interval> differences(List<Row> rows, int reference, double coverage, long seed) {
        int columns = rows.stream().mapToInt(r -> r.seeds().size()).sum();
        int images = rows.get(0).seeds().get(0).length;
        float[] matrix = new float[Math.multiplyExact(images, columns)];
        int column = 0;
        for (Row row : rows) {
            for (float[] values : row.seeds()) {
                for (int i = 0; i < images; i++) {
                    matrix[i * columns + column] = values[i];
                }
                column++;
            }
        }
        double[][] differences = new double[rows.size()][DRAWS];
        SplittableRandom random = new SplittableRandom(seed);
        float[] sums = new float[columns];
        double[] total = new double[columns];
        int[] weight = new int[images];
        for (int d = 0; d < DRAWS; d++) {
            Arrays.fill(weight, 0);
            for (int i = 0; i < images; i++) {
                weight[random.nextInt(images)]++;
            }
            means(matrix, weight, sums, total);
            double[] means = rowMeans(rows, total, random);
            for (int r = 0; r < means.length; r++) {
                differences[r][d] = means[r] - means[reference];
            }
        }
        return Arrays.stream(differences)
                .map(drawn -> {
                    Arrays.sort(drawn);
                    int out = (int) Math.floor((1 - coverage) / 2 * DRAWS);
                    return new Interval(drawn[out], drawn[DRAWS - 1 - out]);
                })
                .toList();
    }

    /** Weighted means of the columns, summed in blocks so that single precision is enough within one. */
    private static void means(float[] matrix, int[] weight, float[] sums, double[] total) {
        int columns = sums.length;
        Arrays.fill(total, 0);
        Arrays.fill(sums, 0);
        for (int i = 0; i < weight.length; i++) {
            if (weight[i] > 0) {
                float w = weight[i];
                int row = i * columns;
                for (int c = 0; c < columns; c++) {
                    sums[c] += w * matrix[row + c];
                }
            }
            if ((i & 127) == 127 || i == weight.length - 1) {
                for (int c = 0; c < columns; c++) {
                    total[c] += sums[c] / weight.length;
                    sums[c] = 0;
                }
            }
        }
    }

    private static double[] rowMeans(List<Row> rows, double[] total, SplittableRandom random) {
        double[] means = new double[rows.size()];
        int column = 0;
        for (int r = 0; r < means.length; r++) {
            int seeds = rows.get(r).seeds().size();
            double mean = 0;
            for (int s = 0; s < seeds; s++) {
                mean += total[column + s] / seeds;
            }
            double drawn = 0;
            for (int s = 0; s < seeds; s++) {
                drawn += total[column + random.nextInt(seeds)] / seeds;
            }
            // Few seeds drawn again vary too little, by (S − 1)/S: put right, or three seeds would look like nine.
            means[r] = seeds == 1 ? mean : mean + (drawn - mean) * Math.sqrt(seeds / (seeds - 1.0));
            column += seeds;
        }
        return means;
    }
}
