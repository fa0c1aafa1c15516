package dev.lattice.report.statistics;

import dev.lattice.report.rank.Standings;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** Prints how often claims are false and how often a gap of three standard errors is found: the table of ADR 18. */
final class RatesTable {

    private static final int SWEEPS = Integer.getInteger("sweeps", 2_000);
    private static final double LEVEL = Double.parseDouble(System.getProperty("level", "" + Standings.LEVEL));
    private static final double BETWEEN_SEEDS = 0.2;
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
        {60, 200, 3}
    };

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
            double[] worse = new double[size[0]];
            int wrong = 0;
            int any = 0;
            int each = 0;
            for (int sweep = 0; sweep < SWEEPS; sweep++) {
                Arrays.fill(worse, 0);
                wrong += found(worse, size, between, sweep) > 0 ? 1 : 0;
                Arrays.fill(worse, 1, worse.length, 3 * SimulatedSweeps.standardError(size[1], size[2], between));
                int found = found(worse, size, between, sweep);
                any += found > 0 ? 1 : 0;
                each += found;
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %d × %d × %d | %.1f %% | %.1f %% | %.1f %% |%n",
                    size[0],
                    size[1],
                    size[2],
                    100.0 * wrong / SWEEPS,
                    100.0 * any / SWEEPS,
                    100.0 * each / SWEEPS / (size[0] - 1));
        }
    }

    private static int found(double[] worse, int[] size, double between, int sweep) {
        SplittableRandom random = new SplittableRandom(0x5eedL << 32 | sweep);
        BestTest.Result result =
                BestTest.of(SimulatedSweeps.of(worse, size[1], size[2], between, random), LEVEL, sweep);
        return size[0] - BestTest.notDistinguishable(result).length;
    }
}
