package dev.lattice.report.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Percentile intervals for how far rows are above a reference row: images are drawn again together for all rows, seeds for each
 * row by itself (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, Sections 8 and 13).
 */
public final class PairedBootstrap {

    private static final int DRAWS = 1_000;

    /** Draws that are in memory at a time, for all cores to work on. */
    private static final int SIDE_BY_SIDE = 100;

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
     * Images and seeds, drawn again.
     *
     * @param weight how often each image was drawn
     * @param seeds of each row, one after the other: which of its seeds was drawn
     */
    private record Draw(int[] weight, int[] seeds) {

        static Draw of(int images, List<Row> rows, SplittableRandom random) {
            int[] weight = new int[images];
            for (int i = 0; i < images; i++) {
                weight[random.nextInt(images)]++;
            }
            int[] seeds = rows.stream()
                    .mapToInt(row -> row.seeds().size())
                    .flatMap(n -> IntStream.range(0, n).map(s -> random.nextInt(n)))
                    .toArray();
            return new Draw(weight, seeds);
        }
    }

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
        double[][] means = new double[DRAWS][];
        SplittableRandom random = new SplittableRandom(seed);
        for (int from = 0; from < DRAWS; from += SIDE_BY_SIDE) {
            int block = from;
            List<Draw> drawn = Stream.generate(() -> Draw.of(images, rows, random))
                    .limit(Math.min(SIDE_BY_SIDE, DRAWS - from))
                    .toList();
            IntStream.range(0, drawn.size())
                    .parallel()
                    .forEach(
                            d -> means[block + d] = rowMeans(rows, means(matrix, columns, drawn.get(d)), drawn.get(d)));
        }
        return IntStream.range(0, rows.size())
                .mapToObj(row -> {
                    double[] drawn = Arrays.stream(means)
                            .mapToDouble(m -> m[row] - m[reference])
                            .toArray();
                    Arrays.sort(drawn);
                    int out = (int) Math.floor((1 - coverage) / 2 * DRAWS);
                    return new Interval(drawn[out], drawn[DRAWS - 1 - out]);
                })
                .toList();
    }

    /** Weighted means of the columns, summed in blocks so that single precision is enough within one. */
    private static double[] means(float[] matrix, int columns, Draw draw) {
        int[] weight = draw.weight();
        double[] total = new double[columns];
        float[] sums = new float[columns];
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
        return total;
    }

    private static double[] rowMeans(List<Row> rows, double[] total, Draw draw) {
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
                drawn += total[column + draw.seeds()[column + s]] / seeds;
            }
            // Few seeds drawn again vary too little, by (S − 1)/S: put right, or three seeds would look like nine.
            means[r] = seeds == 1 ? mean : mean + (drawn - mean) * Math.sqrt(seeds / (seeds - 1.0));
            column += seeds;
        }
        return means;
    }
}
