package dev.lattice.report.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class AnovaTest {

    private static final int[] LEVELS = {4, 3, 2, 5};

    /** Effects that are orthogonal by construction: each sums to zero over every parameter that it depends on. */
    private static final double[] FIRST = {-3, -1, 1, 3};

    private static final double[] SECOND = {-1, 0, 1};
    private static final double[] THIRD = {-1, 1};

    private static double[] grid() {
        double[] values = new double[4 * 3 * 2 * 5];
        for (int c = 0; c < values.length; c++) {
            int[] p = place(c);
            values[c] = 100
                    + 2 * FIRST[p[0]]
                    + SECOND[p[1]]
                    + 0.5 * FIRST[p[0]] * SECOND[p[1]]
                    + 3 * SECOND[p[1]] * THIRD[p[2]]
                    + 0.25 * FIRST[p[0]] * SECOND[p[1]] * THIRD[p[2]];
        }
        return values;
    }

    private static int[] place(int cell) {
        return new int[] {cell / 30, cell / 10 % 3, cell / 5 % 2, cell % 5};
    }

    // The variance of a product of independent factors of mean zero is the product of theirs: 5, 2/3 and 1.
    private static final double V1 = 4 * 5.0;
    private static final double V2 = 2 / 3.0;
    private static final double V12 = 0.25 * 5 * 2 / 3;
    private static final double V23 = 9 * 2 / 3.0;
    private static final double V123 = 0.0625 * 5 * 2 / 3;
    private static final double ALL = V1 + V2 + V12 + V23 + V123;

    @Test
    void sharesOfAFullGridAreExact() {
        Anova anova = Anova.ofGrid(LEVELS, grid());
        assertEquals(100, anova.mean(), 1e-9);
        assertEquals(ALL, anova.variance(), 1e-9);
        assertArrayEquals(new double[] {V1 / ALL, V2 / ALL, 0, 0}, anova.main(), 1e-9);
        assertEquals(V12 / ALL, anova.pairs()[0][1], 1e-9);
        assertEquals(V23 / ALL, anova.pairs()[2][1], 1e-9);
        assertEquals(0, anova.pairs()[0][2], 1e-9);
        assertEquals(0, anova.pairs()[3][1], 1e-9);
        assertEquals(V123 / ALL, anova.rest(), 1e-9);
        assertArrayEquals(new double[] {94, 98, 102, 106}, anova.marginal()[0], 1e-9);
    }

    @Test
    void aFunctionThatNeverChangesHasNoShares() {
        Anova anova = Anova.ofGrid(new int[] {2, 2}, new double[] {7, 7, 7, 7});
        assertArrayEquals(new double[] {0, 0}, anova.main());
        assertEquals(0, anova.rest());
    }

    @Test
    void aGridWithAHoleIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Anova.ofGrid(new int[] {2, 2}, new double[3]));
    }

    @Test
    void aForestOverMostOfAGridFindsTheSameShares() {
        double[] all = grid();
        SplittableRandom random = new SplittableRandom(3);
        int[] kept = java.util.stream.IntStream.range(0, all.length)
                .filter(c -> random.nextDouble() < 0.9)
                .toArray();
        int[][] places =
                java.util.Arrays.stream(kept).mapToObj(AnovaTest::place).toArray(int[][]::new);
        double[] values = java.util.Arrays.stream(kept).mapToDouble(c -> all[c]).toArray();
        ForestAnova forest = ForestAnova.of(LEVELS, places, values, 1);
        assertFalse(Logger.getLogger("org.tribuo.ensemble.BaggingTrainer").isLoggable(Level.INFO), "a line a tree");
        assertEquals(V1 / ALL, forest.anova().main()[0], 0.1);
        assertEquals(V23 / ALL, forest.anova().pairs()[1][2], 0.1);
        assertEquals(0, forest.anova().main()[3], 0.05);
        assertTrue(forest.explained() > 0.8, () -> "explains " + forest.explained());
        assertEquals(94, forest.anova().marginal()[0][0], 1.5);
        assertEquals(106, forest.anova().marginal()[0][3], 1.5);
        assertTrue(forest.anova().spread()[0][0] > 0);
        double total = forest.anova().rest();
        for (int k = 0; k < LEVELS.length; k++) {
            total += forest.anova().main()[k];
            for (int l = 0; l < k; l++) {
                total += forest.anova().pairs()[k][l];
            }
        }
        assertEquals(1, total, 1e-9);
    }

    @Test
    void theSameCellsGiveTheSameForest() {
        int[][] places = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {2, 0}, {2, 1}};
        double[] values = {1, 2, 3, 5, 8, 13};
        int[] levels = {3, 2};
        assertArrayEquals(
                ForestAnova.of(levels, places, values, 5).anova().main(),
                ForestAnova.of(levels, places, values, 5).anova().main());
    }
}
