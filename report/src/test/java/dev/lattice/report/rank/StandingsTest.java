package dev.lattice.report.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.report.StudyFixture;
import dev.lattice.report.table.ConsoleTable;
import dev.lattice.report.table.RankingJson;
import dev.lattice.report.table.RankingTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StandingsTest {

    private static final int IMAGES = 1_000;

    /** A mean above this is that of one image. */
    private static final double EXPLODED = 1e6;

    /** Losses with the mean that a cell's metric says: what images share, and a little of the cell's own. */
    private static LossSource losses(StudyInfo.View study) {
        Map<Integer, float[]> values = new HashMap<>();
        SplittableRandom shared = new SplittableRandom(1);
        double[] images = new double[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            images[i] = 25 * shared.nextGaussian();
        }
        for (TrialRecord trial : study.trials()) {
            if (trial.diverged()) {
                continue;
            }
            SplittableRandom own = new SplittableRandom(100 + trial.number());
            double[] drawn = new double[IMAGES];
            double sum = 0;
            for (int i = 0; i < IMAGES; i++) {
                drawn[i] = images[i] + 4 * own.nextGaussian();
                sum += drawn[i];
            }
            float[] losses = new float[IMAGES];
            double mean = trial.metric(Metric.NEGATIVE_ELBO).orElseThrow().value();
            boolean explodes = mean > EXPLODED;
            double shift = (explodes ? 150 : mean) - sum / IMAGES;
            for (int i = 0; i < IMAGES; i++) {
                losses[i] = (float) (drawn[i] + shift);
            }
            if (explodes) {
                losses[7] = (float) (mean * IMAGES);
            }
            values.put(trial.number(), losses);
        }
        return (trial, metric) -> Optional.ofNullable(values.get(trial.number()));
    }

    private static Map<String, Object> cell(int latent, long seed) {
        return Map.of("model.latent", latent, "seed", seed);
    }

    private static StudyInfo.View repeated() {
        return new StudyFixture()
                .space("model.latent", List.of(2, 4, 8))
                .space("seed", List.of(42, 43, 44))
                .cell(105.0, cell(2, 42))
                .cell(105.2, cell(2, 43))
                .cell(105.4, cell(2, 44))
                .cell(100.1, cell(4, 42))
                .cell(100.3, cell(4, 43))
                .cell(99.9, cell(4, 44))
                .cell(100.2, cell(8, 42))
                .cell(100.0, cell(8, 43))
                .cell(100.4, cell(8, 44))
                .view();
    }

    private static Standings standings(StudyInfo.View study) {
        return Ranking.of(study, Metric.NEGATIVE_ELBO).standings(losses(study)).get(0);
    }

    @Test
    void seedsAreOneRowWithMeanAndDeviation() {
        List<Candidate> rows = standings(repeated()).candidates();
        assertEquals(List.of(3, 3, 3), rows.stream().map(c -> c.cells().size()).toList());
        assertEquals(
                List.of(4, 7, 1),
                rows.stream().map(c -> c.first().trial().number()).toList());
        assertEquals(100.1, rows.get(0).mean(), 1e-9);
        assertEquals(0.2, rows.get(0).deviation(), 1e-9);
    }

    @Test
    void rowsBeyondChanceAreToldApartAndOthersNot() {
        Standings standings = standings(repeated());
        List<Boolean> alike =
                standings.candidates().stream().map(Candidate::amongBest).toList();
        assertEquals(List.of(true, true, false), alike);
        Candidate.Standing second = standings.candidates().get(1).standing().orElseThrow();
        assertEquals(0.1, second.difference(), 1e-5);
        assertTrue(second.low() < 0 && second.high() > 0.1, second.toString());
        Candidate.Standing third = standings.candidates().get(2).standing().orElseThrow();
        assertTrue(third.low() > 4 && third.high() < 6, third.toString());
    }

    /** Student's t of the six degrees of freedom that three rows of three seeds have, not two standard errors. */
    @Test
    void intervalsOfSeedsAreAsWideAsFewSeedsLeaveThem() {
        Candidate.Standing third =
                standings(repeated()).candidates().get(2).standing().orElseThrow();
        // A deviation of 0.2 over seeds in every row.
        double ofSeeds = Math.sqrt(2 * 0.2 * 0.2 / 3);
        double reach = (third.high() - third.low()) / 2;
        assertEquals(5.1, (third.low() + third.high()) / 2, 1e-5);
        assertTrue(reach > 2.38 * ofSeeds && reach < 2.52 * ofSeeds, () -> reach + " of " + ofSeeds);
    }

    @Test
    void aRowOfOneSeedAmongRowsOfSeveralHasTheirVarianceInItsInterval() {
        StudyInfo.View study = new StudyFixture()
                .cell(105.0, cell(2, 42))
                .cell(106.0, cell(2, 43))
                .cell(107.0, cell(2, 44))
                .cell(100.0, cell(4, 42))
                .cell(101.0, cell(4, 43))
                .cell(102.0, cell(4, 44))
                .cell(104.0, cell(8, 42))
                .view();
        Candidate.Standing alone =
                standings(study).candidates().get(1).standing().orElseThrow();
        // One standard deviation over seeds, of a row of one and a row of three.
        double error = Math.sqrt(1 + 1 / 3.0);
        assertTrue(alone.high() - 3 > 2.5 * error && alone.high() - 3 < 3 * error, alone.toString());
    }

    @Test
    void imagesThatExplodeAreInTheIntervalOfTheirRowAndInNoOther() {
        StudyInfo.View study = new StudyFixture()
                .cell(105.0, cell(2, 42))
                .cell(1e8, cell(2, 43))
                .cell(100.1, cell(4, 42))
                .cell(100.3, cell(4, 43))
                .cell(100.2, cell(8, 42))
                .cell(100.4, cell(8, 43))
                .view();
        List<Candidate> rows = standings(study).candidates();
        assertTrue(rows.get(1).standing().orElseThrow().high() < 2, () -> String.valueOf(rows.get(1)));
        Candidate.Standing exploded = rows.get(2).standing().orElseThrow();
        // One image is all of its mean, and of its standard error.
        assertEquals(5e7, exploded.difference(), 1e5);
        assertTrue(exploded.low() < 0 && exploded.high() > 1.4e8, exploded.toString());
    }

    /** As in a comparison of variants: one whose seeds lie ten times as far apart as the others'. */
    @Test
    void aRowThatDependsOnItsSeedsMoreHidesNoOther() {
        double[] means = {104.7, 106, 107.6, 110, 113, 231.5};
        double[] deviations = {0.23, 0.26, 0.17, 0.3, 0.2, 2.5};
        StudyFixture study = new StudyFixture()
                .space("model.latent", List.of(1, 2, 3, 4, 5, 6))
                .space("seed", List.of(42, 43, 44));
        for (int r = 0; r < means.length; r++) {
            for (int s = -1; s <= 1; s++) {
                study.cell(means[r] + s * deviations[r], cell(r + 1, 43 + s));
            }
        }
        Standings standings = standings(study.view());
        List<Boolean> alike =
                standings.candidates().stream().map(Candidate::amongBest).toList();
        assertEquals(List.of(true, false, false, false, false, false), alike);
        String notes = String.join(" ", RankingTable.notes(standings, 10));
        assertTrue(notes.contains("but those that visibly depend on their seeds more (1 of them)"), notes);
    }

    /** As in searches over learning rates: the means of some rows are those of an image or two, beyond what squares can hold. */
    @Test
    void rowsWithImagesThatExplodeAreWorseAndHideNothing() {
        StudyFixture study = new StudyFixture();
        for (int i = 0; i < 320; i++) {
            study.cell(
                    i < 3 ? 100 + 0.01 * i : i % 40 == 5 ? 1e7 * Math.pow(10, i / 12.0) : 104 + 0.1 * i,
                    cell(i + 1, 42));
        }
        List<Candidate> rows = standings(study.view()).candidates();
        assertEquals(
                List.of(1, 2, 3),
                rows.stream()
                        .filter(Candidate::amongBest)
                        .map(c -> c.first().trial().number())
                        .toList());
        assertTrue(rows.get(319).mean() > 1e30);
        assertEquals(0.01, rows.get(1).standing().orElseThrow().difference(), 1e-6);
    }

    @Test
    void theCheapestOfTheBestIsRecommended() {
        Standings standings = standings(repeated());
        // All cells of the fixture cost the same, so the lowest mean decides.
        assertEquals(4, standings.recommended().orElseThrow().first().trial().number());
    }

    @Test
    void aRowOfWhichASeedDivergedSaysSoAndIsNotRecommended() {
        StudyInfo.View study = new StudyFixture()
                .space("model.latent", List.of(2, 4, 8))
                .space("seed", List.of(42, 43, 44))
                .cell(105.0, cell(2, 42))
                .cell(105.2, cell(2, 43))
                .diverged(3, 7, "NaN", cell(2, 44))
                .cell(100.1, cell(4, 42))
                .diverged(2, 7, "NaN", cell(4, 43))
                .cell(99.9, cell(4, 44))
                .cell(100.2, cell(8, 42))
                .cell(100.0, cell(8, 43))
                .cell(100.4, cell(8, 44))
                .view();
        Ranking ranking = Ranking.of(study, Metric.NEGATIVE_ELBO);
        Standings standings = standings(study);
        assertEquals(
                List.of(1, 0, 1),
                standings.candidates().stream().map(Candidate::diverged).toList());
        assertTrue(standings.candidates().get(0).amongBest());
        assertEquals(7, standings.recommended().orElseThrow().first().trial().number());
        String text = ConsoleTable.render(ranking, List.of(standings), study, 10);
        assertTrue(text.contains("1 of 3 seeds diverged"), text);
        assertTrue(text.contains("seeds diverged: the row's numbers are those of its other seeds"), text);
        Map<?, ?> row =
                (Map<?, ?>) RankingJson.rows(ranking, List.of(standings)).get(0).get("row");
        assertEquals(1, row.get("diverged"));
    }

    @Test
    void nothingIsRecommendedWhereASeedOfEachOfTheBestDiverged() {
        StudyInfo.View study = new StudyFixture()
                .cell(105.0, cell(2, 42))
                .cell(105.2, cell(2, 43))
                .cell(105.4, cell(2, 44))
                .cell(106.0, cell(8, 42))
                .cell(106.2, cell(8, 43))
                .cell(106.4, cell(8, 44))
                .cell(100.1, cell(4, 42))
                .diverged(2, 7, "NaN", cell(4, 43))
                .view();
        Standings standings = standings(study);
        assertEquals(
                List.of(true, false, false),
                standings.candidates().stream().map(Candidate::amongBest).toList());
        assertTrue(standings.recommended().isEmpty());
    }

    @Test
    void withoutLossesNothingIsSaidAboutChance() {
        StudyInfo.View study = repeated();
        Standings standings = Ranking.of(study, Metric.NEGATIVE_ELBO)
                .standings(LossSource.none())
                .get(0);
        assertFalse(standings.isTested());
        assertTrue(standings.recommended().isEmpty());
        assertTrue(standings.hasSeeds());
    }

    @Test
    void aRowWithoutLossesIsNotTested() {
        StudyInfo.View study = repeated();
        LossSource all = losses(study);
        LossSource some = (trial, metric) -> trial.number() == 8 ? Optional.empty() : all.losses(trial, metric);
        Standings standings =
                Ranking.of(study, Metric.NEGATIVE_ELBO).standings(some).get(0);
        assertTrue(standings.isTested());
        assertTrue(standings.candidates().get(1).standing().isEmpty());
    }

    @Test
    void tablesShowWhatWasFound() {
        StudyInfo.View study = repeated();
        Ranking ranking = Ranking.of(study, Metric.NEGATIVE_ELBO);
        List<Standings> standings = ranking.standings(losses(study));
        String text = ConsoleTable.render(ranking, standings, study, 10);
        assertTrue(text.contains("Seeds") && text.contains("SD over seeds"), text);
        assertTrue(text.contains("best, recommended") && text.contains("≈ best") && text.contains("worse"), text);
        assertTrue(text.contains("below 5 % over all rows together"), text);
        assertFalse(text.contains("  seed"), text);
        Map<?, ?> row = (Map<?, ?>) RankingJson.rows(ranking, standings).get(0).get("row");
        assertEquals(3, row.get("seeds"));
        assertEquals(false, row.get("distinguishable"));
    }

    @Test
    void optimalRangesAreTheValuesThatCannotBeToldFromTheBest() {
        StudyInfo.View study = repeated();
        Ranking ranking = Ranking.of(study, Metric.NEGATIVE_ELBO);
        Hyperparameters values = Hyperparameters.of(study, ranking, standings(study));
        assertTrue(values.tested());
        assertEquals(1, values.effects().size(), "seeds are no parameter");
        assertEquals(
                List.of(4, 8),
                values.effects().get(0).optimal().stream()
                        .map(Hyperparameters.Value::value)
                        .toList());
    }
}
