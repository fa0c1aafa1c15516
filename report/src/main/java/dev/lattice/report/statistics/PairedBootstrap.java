package dev.lattice.report.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Percentile intervals for how far rows are above a reference row, where images are drawn again together for all rows (Efron and
 * Tibshirani, "An Introduction to the Bootstrap", 1993, Sections 8 and 13). Not for rows of several seeds: of three, drawn again,
 * quantiles are those of a variance that is known, and 95 % were 80 to 88; {@link BestTest#reaches} knows how few they are.
 */
public final class PairedBootstrap {

    private static final int DRAWS = 1_000;

    /** Draws that are in memory at a time, for all cores to work on. */
    private static final int SIDE_BY_SIDE = 100;

    private PairedBootstrap() {}

    /** An interval of a difference of means. */
    public record Interval(double low, double high) {}

    /**
     * Returns the interval of each row's mean minus the reference's.
     *
     * @param rows [images] of each
     * @param reference index of a row
     * @param coverage such as 0.95
     * @param seed of the draws
     */
    public static List<Interval> differences(List<float[]> rows, int reference, double coverage, long seed) {
        int columns = rows.size();
        int images = rows.get(0).length;
        float[] matrix = new float[Math.multiplyExact(images, columns)];
        for (int column = 0; column < columns; column++) {
            float[] values = rows.get(column);
            for (int i = 0; i < images; i++) {
                matrix[i * columns + column] = values[i];
            }
        }
        double[][] means = new double[DRAWS][];
        SplittableRandom random = new SplittableRandom(seed);
        for (int from = 0; from < DRAWS; from += SIDE_BY_SIDE) {
            int block = from;
            List<int[]> drawn = Stream.generate(() -> draw(images, columns, random))
                    .limit(Math.min(SIDE_BY_SIDE, DRAWS - from))
                    .toList();
            IntStream.range(0, drawn.size())
                    .parallel()
                    .forEach(d -> means[block + d] = means(matrix, columns, drawn.get(d)));
        }
        return IntStream.range(0, columns)
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

    /** Returns how often each image was drawn. */
    private static int[] draw(int images, int rows, SplittableRandom random) {
        int[] weight = new int[images];
        for (int i = 0; i < images; i++) {
            weight[random.nextInt(images)]++;
        }
        // A number for each row once drew its seed: passed over, so that intervals that were published come out again.
        for (int row = 0; row < rows; row++) {
            random.nextInt();
        }
        return weight;
    }

    /** Weighted means of the columns, summed in blocks so that single precision is enough within one. */
    private static double[] means(float[] matrix, int columns, int[] weight) {
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
}
