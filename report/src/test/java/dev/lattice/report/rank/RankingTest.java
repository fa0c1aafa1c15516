package dev.lattice.report.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.trial.Bound;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.report.StudyFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RankingTest {

    private static final String ELBO = Metric.NEGATIVE_ELBO;

    @Test
    void ordersAscendingAndSharesRanksOfTies() {
        Ranking ranking = Ranking.of(
                new StudyFixture()
                        .cell(104, Map.of())
                        .cell(103, Map.of())
                        .cell(103, Map.of())
                        .cell(102, Map.of())
                        .view(),
                ELBO);
        assertEquals(1, ranking.groups().size());
        assertEquals(List.of(4, 2, 3, 1), numbers(ranking.groups().get(0)));
        assertEquals(
                List.of(1, 2, 2, 4),
                ranking.groups().get(0).trials().stream().map(RankedTrial::rank).toList());
        assertEquals(4, ranking.best().orElseThrow().trial().number());
        assertEquals(List.of(), ranking.groups().get(0).differsIn());
    }

    @Test
    void divergedCellsAreListedAndNeverRanked() {
        Ranking ranking = Ranking.of(
                new StudyFixture()
                        .cell(104, Map.of())
                        .diverged(2, 17, "the loss is NaN", Map.of())
                        .queued(Map.of())
                        .view(),
                ELBO);
        assertEquals(List.of(1), numbers(ranking.groups().get(0)));
        assertEquals(1, ranking.diverged());
        assertEquals(
                "diverged in epoch 2, step 17: the loss is NaN",
                ranking.unranked().get(0).reason());
        assertEquals(3, ranking.pending().get(0).number());
    }

    @Test
    void aNumberThatIsNotFiniteIsNotRanked() {
        Metric nan = new Metric(ELBO, Double.NaN, Metric.NATS, StudyFixture.VALIDATION);
        Ranking ranking = Ranking.of(new StudyFixture().measured(Map.of(), nan).view(), ELBO);
        assertTrue(ranking.groups().isEmpty());
        assertTrue(ranking.unranked().get(0).reason().contains("negativeElbo is not a finite number"));
    }

    @Test
    void anAutoencoderIsRankedByItsReconstructionApart() {
        Ranking ranking = Ranking.of(
                new StudyFixture()
                        .autoEncoder(60, Map.of())
                        .autoEncoder(59, Map.of())
                        .cell(104, Map.of())
                        .view(),
                ELBO);
        assertEquals(
                List.of(List.of(3), List.of(2, 1)),
                ranking.groups().stream().map(RankingTest::numbers).toList());
        assertEquals(List.of("metric"), ranking.groups().get(0).differsIn());
        assertEquals(
                "Reconstruction (nats/image) on 1000 validation images, lower is better; AE has no −ELBO",
                ranking.groups().get(1).title());
    }

    static List<Other> others() {
        return List.of(
                new Other(
                        "dataset", context("mnist", "validation", 1000, Binarization.NONE, Likelihood.BERNOULLI, 0, 1)),
                new Other("split", context("digits", "test", 1000, Binarization.NONE, Likelihood.BERNOULLI, 0, 1)),
                new Other(
                        "images", context("digits", "validation", 500, Binarization.NONE, Likelihood.BERNOULLI, 0, 1)),
                new Other(
                        "binarization",
                        context("digits", "validation", 1000, Binarization.DYNAMIC, Likelihood.BERNOULLI, 0, 1)),
                new Other("split identity", whole(1, Bound.ELBO, 1.0, "ffeeddccbbaa")),
                new Other("beta", whole(1, Bound.ELBO, 4.0, "")),
                new Other(
                        "samples K",
                        context("digits", "validation", 1000, Binarization.NONE, Likelihood.BERNOULLI, 0, 500)));
    }

    @ParameterizedTest
    @MethodSource("others")
    void refusesToMixAndNamesTheField(Other other) {
        Ranking ranking = Ranking.of(
                new StudyFixture()
                        .cell(104, Map.of())
                        .cell(105, Map.of())
                        .context(other.context())
                        .cell(1, Map.of())
                        .view(),
                ELBO);
        assertEquals(2, ranking.groups().size(), "cells of unlike numbers in one group");
        assertEquals(List.of(other.field()), ranking.groups().get(0).differsIn());
        assertEquals(List.of(other.field()), ranking.groups().get(1).differsIn());
        assertTrue(
                ranking.groups().get(1).title().contains(other.field()),
                ranking.groups().get(1).title());
    }

    @ParameterizedTest
    @MethodSource("others")
    void oneTableForUnlikeNumbersIsRefusedAndTheFieldIsNamed(Other other) {
        Ranking ranking = Ranking.of(
                new StudyFixture()
                        .cell(104, Map.of())
                        .context(other.context())
                        .cell(1, Map.of())
                        .view(),
                ELBO);
        String message = assertThrows(ConfigException.class, ranking::only).getMessage();
        assertTrue(message.contains("these differ in " + other.field() + " ("), message);
        assertTrue(message.contains(String.valueOf(other.context().fields().get(other.field()))), message);
    }

    @Test
    void aBoundOfManySamplesIsNoElbo() {
        Ranking ranking = Ranking.of(
                new StudyFixture()
                        .context(whole(1, Bound.ELBO, 1.0, "0a"))
                        .cell(104, Map.of())
                        .context(whole(500, Bound.IMPORTANCE, 1.0, "0a"))
                        .cell(99, Map.of())
                        .view(),
                ELBO);
        String message = assertThrows(ConfigException.class, ranking::only).getMessage();
        assertTrue(message.contains("bound (elbo; importance), samples K (1; 500)"), message);
    }

    @Test
    void numbersOfUnknownSplitsAreComparedWithEachOtherOnly() {
        MetricContext old = context("digits", "validation", 1000, Binarization.NONE, Likelihood.BERNOULLI, 0, 1);
        StudyFixture study = new StudyFixture().context(old).cell(104, Map.of()).cell(105, Map.of());
        assertEquals(2, Ranking.of(study.view(), ELBO).only().trials().size());
        study.context(whole(1, Bound.ELBO, 1.0, "0a")).cell(103, Map.of());
        String message = assertThrows(
                        ConfigException.class,
                        () -> Ranking.of(study.view(), ELBO).only())
                .getMessage();
        assertTrue(message.contains("split identity (unknown; 0a)"), message);
    }

    @Test
    void namesEveryFieldInWhichTwoDiffer() {
        MetricContext gaussian = context("digits", "validation", 1000, Binarization.NONE, Likelihood.GAUSSIAN, 0.1, 1);
        Ranking ranking = Ranking.of(
                new StudyFixture()
                        .cell(104, Map.of())
                        .context(gaussian)
                        .cell(-800, Map.of())
                        .view(),
                ELBO);
        assertEquals(List.of("likelihood", "sigma"), ranking.groups().get(0).differsIn());
    }

    @Test
    void objectivesOfDifferentWeightsAreNotCompared() {
        Ranking ranking = Ranking.of(
                new StudyFixture()
                        .cell(104, Map.of("model.variant", "beta-vae", "model.beta", 1.0))
                        .cell(90, Map.of("model.variant", "beta-vae", "model.beta", 0.25))
                        .view(),
                Metric.OBJECTIVE);
        assertEquals(2, ranking.groups().size());
        assertEquals(List.of("objective"), ranking.groups().get(0).differsIn());
    }

    private static MetricContext whole(int samples, Bound bound, double beta, String splitId) {
        return new MetricContext(
                "digits",
                "validation",
                1000,
                Binarization.NONE,
                Likelihood.BERNOULLI,
                0,
                false,
                samples,
                bound,
                beta,
                splitId);
    }

    record Other(String field, MetricContext context) {}

    private static MetricContext context(
            String dataset,
            String split,
            int images,
            Binarization binarization,
            Likelihood likelihood,
            double sigma,
            int samples) {
        return new MetricContext(dataset, split, images, binarization, likelihood, sigma, false, samples);
    }

    private static List<Integer> numbers(RankedGroup group) {
        return group.trials().stream().map(t -> t.trial().number()).toList();
    }
}
