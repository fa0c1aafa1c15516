package dev.lattice.report.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.report.rank.Standings;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bar 5 of the evaluation: what the ranking claims is seldom false, and what is there is mostly found. */
@Tag("slow")
class FalseWinnersTest {

    /** Five times the two hundred of the bar: what chance does to the count is then within a percent and a half. */
    private static final int SWEEPS = 1_000;

    private static final int MOST_FALSE = 50;
    private static final int LEAST_FOUND = 800;

    /** How far seeds of a cell lie apart, in nats: as far as one standard error of a difference over a thousand images. */
    private static final double BETWEEN_SEEDS = 0.2;

    @ParameterizedTest
    @CsvSource({
        "2, 1000, 1",
        "5, 1000, 1",
        "20, 1000, 1",
        "20, 200, 1",
        "60, 200, 1",
        "2, 1000, 3",
        "5, 1000, 3",
        "20, 500, 3"
    })
    void equalCellsAreSeldomToldApart(int cells, int images, int seeds) {
        int wrong = 0;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            wrong += BestTest.notDistinguishable(test(new double[cells], images, seeds, sweep)).length < cells ? 1 : 0;
        }
        int count = wrong;
        assertTrue(wrong <= MOST_FALSE, () -> count + " of " + SWEEPS + " sweeps of equal cells have a false claim");
    }

    @Test
    void theTestIsNotNeedlesslyCautious() {
        int wrong = 0;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            wrong += BestTest.notDistinguishable(test(new double[20], 200, 1, 10_000 + sweep)).length < 20 ? 1 : 0;
        }
        int count = wrong;
        assertTrue(wrong >= SWEEPS / 50, () -> count + " of " + SWEEPS);
    }

    /** The gap is three standard errors of the difference between two cells. */
    @ParameterizedTest
    @CsvSource({"2, 1000, 1", "5, 1000, 1", "10, 500, 1"})
    void aSweepWhoseBestIsThreeStandardErrorsAheadIsSeenNotToBeOfEqualCells(int cells, int images, int seeds) {
        double between = seeds == 1 ? 0 : BETWEEN_SEEDS;
        double[] worse = new double[cells];
        Arrays.fill(worse, 3 * SimulatedSweeps.standardError(images, seeds, between));
        worse[0] = 0;
        int found = 0;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            found += BestTest.notDistinguishable(test(worse, images, seeds, sweep)).length < cells ? 1 : 0;
        }
        int count = found;
        assertTrue(found >= LEAST_FOUND, () -> "found in " + count + " of " + SWEEPS + " sweeps");
    }

    /**
     * With three seeds nobody knows the standard error: what the largest studentized difference can find at the level, with the variance estimated by
     * 2 degrees of freedom a cell, is 55, 63 and 69 % (power.py). The test finds nearly as much.
     */
    @ParameterizedTest
    @CsvSource({"2, 1000, 530", "5, 1000, 600", "20, 500, 660"})
    void withThreeSeedsASweepIsSeenNotToBeOfEqualCellsAsOftenAsCanBe(int cells, int images, int least) {
        double[] worse = new double[cells];
        Arrays.fill(worse, 3 * SimulatedSweeps.standardError(images, 3, BETWEEN_SEEDS));
        worse[0] = 0;
        int found = 0;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            found += BestTest.notDistinguishable(test(worse, images, 3, sweep)).length < cells ? 1 : 0;
        }
        int count = found;
        assertTrue(found >= least, () -> "found in " + count + " of " + SWEEPS + " sweeps");
    }

    /**
     * One cell whose seeds are ten times as far apart must not hide how well the others are known: in one pool with them it let 5 % be found. It may
     * hide itself among them, where its three seeds lie close by chance: then claims are false more often than where all cells are alike.
     */
    @Test
    void aCellThatDependsOnItsSeedsMoreHidesNoOther() {
        int cells = 6;
        double[] between = new double[cells];
        Arrays.fill(between, BETWEEN_SEEDS);
        between[5] = 10 * BETWEEN_SEEDS;
        double[] worse = new double[cells];
        Arrays.fill(worse, 3 * SimulatedSweeps.standardError(1000, 3, BETWEEN_SEEDS));
        worse[0] = 0;
        worse[5] = 40;
        int wrong = 0;
        int found = 0;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            SplittableRandom random = new SplittableRandom(0x5eedL << 32 | sweep);
            BestTest.Rows equal = SimulatedSweeps.of(new double[cells], 1000, 3, between, random);
            wrong += BestTest.notDistinguishable(BestTest.of(equal, Standings.LEVEL, sweep)).length < cells ? 1 : 0;
            BestTest.Rows ahead = SimulatedSweeps.of(worse, 1000, 3, between, random);
            boolean[] told = BestTest.of(ahead, Standings.LEVEL, sweep).distinguishable();
            found += told[1] || told[2] || told[3] || told[4] ? 1 : 0;
        }
        int claims = wrong;
        int seen = found;
        assertTrue(wrong <= 80, () -> claims + " of " + SWEEPS + " sweeps of equal cells have a false claim");
        assertTrue(found >= 600, () -> "found in " + seen + " of " + SWEEPS + " sweeps");
    }

    /** What images do with a cell whatever its seed is known well, and must not be doubted with the seeds. */
    @Test
    void whereSeedsHardlyMatterFewOfThemCostLittle() {
        double[] worse = {0, 3 * SimulatedSweeps.OWN * Math.sqrt(2.0 / 1000)};
        int found = 0;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            SplittableRandom random = new SplittableRandom(0x5eedL << 32 | sweep);
            BestTest.Rows rows = SimulatedSweeps.alikeWithAnySeed(worse, 1000, 3, random);
            found += BestTest.notDistinguishable(BestTest.of(rows, Standings.LEVEL, sweep)).length < 2 ? 1 : 0;
        }
        int count = found;
        // 83 % would be found with a known standard error, 55 % if all of it had 4 degrees of freedom.
        assertTrue(found >= 750, () -> "found in " + count + " of " + SWEEPS + " sweeps");
    }

    /**
     * A table that does not pair would print the standard error of each cell's own mean. A gap of three of those is found for
     * every cell, because the test pairs by image.
     */
    @Test
    void aGapOfThreeStandardErrorsOfACellsOwnMeanIsFoundForEveryCell() {
        int images = 1_000;
        double[] worse = new double[20];
        double own = Math.hypot(SimulatedSweeps.IMAGES, SimulatedSweeps.OWN) / Math.sqrt(images);
        Arrays.fill(worse, 3 * own);
        worse[7] = 0;
        for (int sweep = 0; sweep < 200; sweep++) {
            assertEquals(1, BestTest.notDistinguishable(test(worse, images, 1, sweep)).length, "sweep " + sweep);
        }
    }

    /** A few far cells must not hide that the others are alike: stepping down never costs the level. */
    @Test
    void equalCellsBesideFarOnesAreSeldomToldApart() {
        double[] worse = new double[20];
        Arrays.fill(worse, 10, 20, 30);
        int wrong = 0;
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            int[] alike = BestTest.notDistinguishable(test(worse, 500, 1, sweep));
            assertTrue(Arrays.stream(alike).noneMatch(c -> c >= 10), "a far cell was not told apart");
            wrong += alike.length < 10 ? 1 : 0;
        }
        int count = wrong;
        assertTrue(wrong <= MOST_FALSE, () -> count + " of " + SWEEPS);
    }

    @Test
    void manyCellsAreScreenedBeforeTheyAreDrawnTogether() {
        double[] worse = new double[500];
        Arrays.fill(worse, 5, 500, 20);
        BestTest.Result result = test(worse, 200, 1, 1);
        assertEquals(5, result.joint());
        assertTrue(Arrays.stream(BestTest.notDistinguishable(result)).allMatch(c -> c < 5));
        // Too many that are alike for a covariance: Bonferroni's inequality decides.
        assertEquals(0, test(new double[500], 100, 1, 1).joint());
    }

    private static BestTest.Result test(double[] worse, int images, int seeds, long sweep) {
        // Data and draws of the test must not come from one stream.
        SplittableRandom random = new SplittableRandom(0x5eedL << 32 | sweep);
        double between = seeds == 1 ? 0 : BETWEEN_SEEDS;
        return BestTest.of(SimulatedSweeps.of(worse, images, seeds, between, random), Standings.LEVEL, sweep);
    }
}
