package dev.lattice.report.statistics;

import dev.lattice.report.rank.Standings;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Prints how often claims are false and how often a gap of three standard errors is found: the table of ADR 18. */
final class RatesTable {

    private static final int SWEEPS = Integer.getInteger("sweeps", 2_000);
    private static final double LEVEL = Double.parseDouble(System.getProperty("level", "" + Standings.LEVEL));
    private static final double BETWEEN_SEEDS = 0.2;
    /** Cells, images and seeds; where there is a fourth number, that of the cells that depend on their seeds more. */
    private static final int[][] SIZES = {
        {2, 1000, 1},
        {5, 1000, 1},
        {10, 500, 1},
        {20, 1000, 1},
        {20, 200, 1},
        {60, 200, 1},
        {2, 1000, 3},
        {5, 1000, 3},
        {10, 500, 3},
        {20, 500, 3},
        {60, 200, 3},
        {6, 1000, 3, 1},
        {6, 1000, 3, 2},
        {20, 500, 3, 3}
    };

    /** How much farther apart the seeds of a cell are that depends on them more than the others, and how much worse it is. */
    private static final double ODD = 10;

    private static final double FAR = 40;

    private RatesTable() {}

    /**
     * Prints the table.
     *
     * @param seeds the numbers of seeds to print rows for; none for all
     */
    public static void main(String[] seeds) {
        for (int[] size : SIZES) {
            if (seeds.length > 0 && !Arrays.asList(seeds).contains(String.valueOf(size[2]))) {
                continue;
            }
            double between = size[2] == 1 ? 0 : BETWEEN_SEEDS;
            int even = size[0] - (size.length > 3 ? size[3] : 0);
            double[] spread = new double[size[0]];
            Arrays.fill(spread, between);
            Arrays.fill(spread, even, size[0], ODD * between);
            double[] worse = new double[size[0]];
            int wrong = 0;
            int any = 0;
            int each = 0;
            for (int sweep = 0; sweep < SWEEPS; sweep++) {
                Arrays.fill(worse, 0);
                wrong += found(worse, size, spread, size[0], sweep) > 0 ? 1 : 0;
                Arrays.fill(worse, 1, worse.length, 3 * SimulatedSweeps.standardError(size[1], size[2], between));
                Arrays.fill(worse, even, worse.length, FAR);
                int found = found(worse, size, spread, even, sweep);
                any += found > 0 ? 1 : 0;
                each += found;
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %d × %d × %d%s | %.1f %% | %.1f %% | %.1f %% |%n",
                    size[0],
                    size[1],
                    size[2],
                    even < size[0] ? ", " + (size[0] - even) + " odd" : "",
                    100.0 * wrong / SWEEPS,
                    100.0 * any / SWEEPS,
                    100.0 * each / SWEEPS / (even - 1));
        }
    }

    /** Returns how many of the first cells are told from the best. */
    private static int found(double[] worse, int[] size, double[] between, int first, int sweep) {
        SplittableRandom random = new SplittableRandom(0x5eedL << 32 | sweep);
        BestTest.Result result =
                BestTest.of(SimulatedSweeps.of(worse, size[1], size[2], between, random), LEVEL, sweep);
        return (int) IntStream.range(0, first)
                .filter(c -> result.distinguishable()[c])
                .count();
    }
}
