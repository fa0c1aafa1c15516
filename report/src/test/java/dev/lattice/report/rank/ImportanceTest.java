package dev.lattice.report.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.report.StudyFixture;
import dev.lattice.report.table.ImportanceTable;
import dev.lattice.report.table.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImportanceTest {

    private static final List<Integer> LATENTS = List.of(2, 4, 8, 16);
    private static final List<Double> RATES = List.of(0.001, 0.01, 0.1);

    private static StudyFixture grid(int leftOut) {
        StudyFixture study = new StudyFixture().space("model.latent", LATENTS).space("training.learningRate", RATES);
        int cell = 0;
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 3; b++) {
                if (cell++ != leftOut) {
                    study.cell(
                            100 + 3 * a + (b - 1),
                            Map.of("model.latent", LATENTS.get(a), "training.learningRate", RATES.get(b)));
                }
            }
        }
        return study;
    }

    private static Optional<Importance> importance(StudyInfo.View study) {
        Ranking ranking = Ranking.of(study, Metric.NEGATIVE_ELBO);
        return Importance.of(study, ranking.standings(LossSource.none()).get(0));
    }

    @Test
    void aFullGridIsExact() {
        Importance importance = importance(grid(-1).view()).orElseThrow();
        assertTrue(importance.exact());
        // 9 · 5/4 between latents, 2/3 between rates, nothing together.
        double all = 9 * 1.25 + 2 / 3.0;
        assertEquals(9 * 1.25 / all, importance.metric().main()[0], 1e-12);
        assertEquals(2 / 3.0 / all, importance.metric().main()[1], 1e-12);
        assertEquals(List.of("model.latent"), importance.shares().get(0).keys());
        Table table = ImportanceTable.ofShares(importance);
        assertEquals("latent", table.rows().get(0).get(0).text());
        assertEquals("94.4", table.rows().get(0).get(1).text());
        assertEquals(7, ImportanceTable.ofMarginals(importance).rows().size());
        assertEquals(99.2, importance.low()[0][0], 1e-9);
        assertEquals(100.8, importance.high()[0][0], 1e-9);
    }

    @Test
    void aTrainingThatNearlyDivergedDoesNotDecide() {
        StudyFixture study = grid(11).cell(1e29, Map.of("model.latent", 16, "training.learningRate", 0.1));
        Importance importance = importance(study.view()).orElseThrow();
        assertTrue(importance.exact());
        // 11 numbers of the grid and the fence: quartiles 101.75 and 107.25, and thrice their distance above.
        assertEquals(1, importance.fence().beyond());
        assertEquals(123.75, importance.fence().limit(), 1e-9);
        assertTrue(importance.how().contains("1 rows above"), importance.how());
        assertTrue(
                importance.metric().main()[0] > 0.4,
                () -> "latent " + importance.metric().main()[0]);
        double mean = ImportanceTable.ofMarginals(importance).rows().stream()
                .mapToDouble(r -> r.get(2).value().orElseThrow())
                .max()
                .orElseThrow();
        assertTrue(mean < 124, () -> "largest mean " + mean);
    }

    /** Squared errors per pixel are hundredths. */
    @Test
    void theFenceHasTheDigitsOfTheTable() {
        StudyFixture study = new StudyFixture();
        for (int c = 0; c < 12; c++) {
            study.cell(c < 11 ? 0.01 + 0.001 * c : 1, Map.of("model.latent", c + 1));
        }
        String how = importance(study.view()).orElseThrow().how();
        // Quartiles 0.01275 and 0.01825, and thrice their distance above.
        assertTrue(how.contains("1 rows above 0.03475 count as 0.03475"), how);
    }

    @Test
    void aGridWithAHoleGoesThroughAForest() {
        Importance importance = importance(grid(5).view()).orElseThrow();
        assertFalse(importance.exact());
        assertTrue(
                importance.metric().main()[0] > 0.6,
                () -> "latent " + importance.metric().main()[0]);
        assertTrue(importance.how().contains("random forest over 11 rows"), importance.how());
    }

    @Test
    void drawsFromARangeAreCutIntoParts() {
        StudyFixture study = new StudyFixture().space("training.learningRate", "1e-4 to 0.1, log");
        SplittableRandom random = new SplittableRandom(4);
        for (int c = 0; c < 60; c++) {
            double exponent = 3 * random.nextDouble();
            study.cell(
                    100 + (exponent - 1.5) * (exponent - 1.5) * 4 + 0.1 * random.nextGaussian(),
                    Map.of("training.learningRate", 1e-4 * Math.pow(10, exponent), "model.latent", 4 + 4 * (c % 2)));
        }
        Importance importance = importance(study.view()).orElseThrow();
        assertEquals(12, importance.axes().get(0).values().size());
        assertTrue(importance.axes().get(0).parts());
        assertTrue(importance.metric().main()[0] > 0.8);
        assertTrue(importance.metric().main()[1] < 0.1);
        double[] curve = importance.metric().marginal()[0];
        assertTrue(curve[6] < curve[0] && curve[6] < curve[11], "a valley in the middle");
        assertTrue(importance.explained() > 0.5, () -> "explains " + importance.explained());
    }

    @Test
    void tooFewRowsSayNothing() {
        assertTrue(importance(new StudyFixture()
                        .cell(1, Map.of("model.latent", 2))
                        .cell(2, Map.of("model.latent", 4))
                        .view())
                .isEmpty());
    }
}
