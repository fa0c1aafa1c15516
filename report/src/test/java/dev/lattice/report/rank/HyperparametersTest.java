package dev.lattice.report.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.report.StudyFixture;
import dev.lattice.report.table.HyperparameterTable;
import dev.lattice.report.table.Table;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HyperparametersTest {

    /** Cells 100 + row + column, and for the third value of the row's parameter one that diverged. */
    private static Hyperparameters computed() {
        StudyFixture fixture = new StudyFixture()
                .space("training.learningRate", List.of(0.001, 0.01, 0.1))
                .space("model.hidden", List.of(400, 800));
        double[] rates = {0.001, 0.01, 0.1};
        double[] worse = {0, 0.5, 8};
        for (int r = 0; r < rates.length; r++) {
            fixture.cell(100 + worse[r], Map.of("training.learningRate", rates[r], "model.hidden", List.of(400)));
            if (r < 2) {
                fixture.cell(102 + worse[r], Map.of("training.learningRate", rates[r], "model.hidden", List.of(800)));
            } else {
                fixture.diverged(1, 2, "NaN", Map.of("training.learningRate", rates[r], "model.hidden", List.of(800)));
            }
        }
        StudyInfo.View study = fixture.view();
        return Hyperparameters.of(study, Ranking.of(study, Metric.NEGATIVE_ELBO));
    }

    @Test
    void valuesHaveTheirMeanIntervalReachAndDivergedCells() {
        List<Hyperparameters.Value> rates = computed().effects().get(0).values();
        assertEquals(101, rates.get(0).mean(), 1e-9);
        assertEquals(100.2, rates.get(0).low(), 1e-9);
        assertEquals(101.8, rates.get(0).high(), 1e-9);
        assertEquals(100, rates.get(0).reach(), 1e-9);
        assertEquals(List.of(2, 2, 1), rates.stream().map(v -> v.cells()).toList());
        assertEquals(List.of(0, 0, 1), rates.stream().map(v -> v.diverged()).toList());
    }

    @Test
    void theOptimalRangeIsWithinAHundredthOfTheBest() {
        Hyperparameters.Effect rate = computed().effects().get(0);
        assertEquals(0.001, rate.best().value());
        assertEquals("0.001–0.01", HyperparameterTable.range(rate));
    }

    @Test
    void aRangeOfAListWithoutOrderGoesFromLowToHigh() {
        StudyFixture fixture = new StudyFixture().space("model.latent", List.of(20, 2, 10, 50));
        for (int latent : new int[] {20, 2, 50}) {
            fixture.cell(latent == 50 ? 110 : 100, Map.of("model.latent", latent));
        }
        StudyInfo.View study = fixture.cell(100.5, Map.of("model.latent", 10)).view();
        Ranking ranking = Ranking.of(study, Metric.NEGATIVE_ELBO);
        Hyperparameters.Effect latent =
                Hyperparameters.of(study, ranking).effects().get(0);
        assertEquals("2–20", HyperparameterTable.range(latent));
    }

    @Test
    void theImpactIsTheShareOfVarianceBetweenValues() {
        // Cells 100, 102, 100.5, 102.5, 108: mean 102.6; hidden 400: mean 102.8333 of three, 800: 102.25 of two.
        double total = 2.6 * 2.6 + 0.6 * 0.6 + 2.1 * 2.1 + 0.1 * 0.1 + 5.4 * 5.4;
        double hidden = 3 * Math.pow(308.5 / 3 - 102.6, 2) + 2 * Math.pow(102.25 - 102.6, 2);
        double rate = 2 * Math.pow(101 - 102.6, 2) + 2 * Math.pow(101.5 - 102.6, 2) + 5.4 * 5.4;
        List<Hyperparameters.Effect> effects = computed().effects();
        assertEquals(rate / total, effects.get(0).impact(), 1e-9);
        assertEquals(hidden / total, effects.get(1).impact(), 1e-9);
        // Ranks 1, 3, 2, 4, 5.
        assertEquals((2 + 0 + 4) / 10.0, effects.get(0).rankImpact(), 1e-9);
    }

    @Test
    void mainEffectsOfAFullAdditiveGridAddUpToOne() {
        StudyFixture fixture = new StudyFixture()
                .space("model.latent", List.of(2, 4, 8))
                .space("training.batchSize", List.of(100, 200));
        for (int latent : new int[] {2, 4, 8}) {
            for (int batch : new int[] {100, 200}) {
                fixture.cell(90 + latent + batch / 50.0, Map.of("model.latent", latent, "training.batchSize", batch));
            }
        }
        StudyInfo.View study = fixture.view();
        Hyperparameters computed = Hyperparameters.of(study, Ranking.of(study, Metric.NEGATIVE_ELBO));
        assertEquals(1, computed.effects().stream().mapToDouble(e -> e.impact()).sum(), 1e-9);
    }

    @Test
    void tablesShowClaimedBesideComputed() {
        Table table = HyperparameterTable.ofParameters(computed(), Map.of("model.hidden", "400 to 500"));
        assertEquals("400 to 500", table.rows().get(1).get(2).text());
        assertEquals("400", table.rows().get(1).get(3).text());
        assertEquals("–", table.rows().get(0).get(2).text());
        Table values = HyperparameterTable.ofValues(computed());
        assertEquals(5, values.rows().size());
        assertTrue(values.title().contains("−ELBO (nats/image)"), values.title());
    }

    @Test
    void valuesWithoutACellHaveNoRow() {
        StudyInfo.View study = new StudyFixture()
                .space("model.latent", List.of(2, 4, 8))
                .cell(90, Map.of("model.latent", 2))
                .cell(91, Map.of("model.latent", 8))
                .view();
        Table values = HyperparameterTable.ofValues(Hyperparameters.of(study, Ranking.of(study, Metric.NEGATIVE_ELBO)));
        assertEquals(
                List.of("2", "8"),
                values.rows().stream().map(row -> row.get(1).text()).toList());
    }

    /** As with cells of a WAE beside those of VAEs: it has no −ELBO, and its λ no cell that is ranked by one. */
    @Test
    void anOptionOfCellsThatAreRankedElsewhereIsLeftOut() {
        StudyInfo.View study = new StudyFixture()
                .space("model.latent", List.of(2, 4))
                .space("model.lambda", List.of(1.0, 10.0))
                .cell(90, Map.of("model.latent", 2))
                .cell(91, Map.of("model.latent", 4))
                .measured(
                        Map.of("model.variant", "wae-mmd", "model.lambda", 10.0),
                        new Metric(Metric.RECONSTRUCTION, 60, Metric.NATS, StudyFixture.VALIDATION))
                .view();
        Hyperparameters computed = Hyperparameters.of(study, Ranking.of(study, Metric.NEGATIVE_ELBO));
        assertEquals(
                List.of("model.latent"),
                computed.effects().stream().map(Hyperparameters.Effect::key).toList());
        assertEquals(1, HyperparameterTable.ofRanges(computed).rows().size());
        assertEquals(2, HyperparameterTable.ofValues(computed).rows().size());
    }

    @Test
    void aCellThatFailedOfSomethingElseHasNotDiverged() {
        StudyInfo.View study = new StudyFixture()
                .space("model.latent", List.of(2, 4))
                .cell(90, Map.of("model.latent", 2))
                .cell(91, Map.of("model.latent", 4))
                .failed(new TrialFailure(TrialFailure.Cause.ERROR, "no memory", 1, 1), Map.of("model.latent", 2))
                .diverged(1, 2, "NaN", Map.of("model.latent", 4))
                .view();
        Ranking ranking = Ranking.of(study, Metric.NEGATIVE_ELBO);
        assertEquals(1, ranking.diverged());
        assertEquals(
                List.of(0, 1),
                Hyperparameters.of(study, ranking).effects().get(0).values().stream()
                        .map(v -> v.diverged())
                        .toList());
    }

    @Test
    void aStudyWithoutACompleteCellIsRefused() {
        StudyInfo.View study = new StudyFixture().queued(Map.of()).view();
        Ranking ranking = Ranking.of(study, Metric.NEGATIVE_ELBO);
        assertThrows(IllegalArgumentException.class, () -> Hyperparameters.of(study, ranking));
    }
}
