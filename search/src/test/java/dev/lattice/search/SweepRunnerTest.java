package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.store.LossFile;
import dev.lattice.search.store.StudyReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sweep records, whoever carries it out. */
class SweepRunnerTest extends SweepTests {

    @Test
    void recordsDoNotDependOnTheNumberOfWorkers() {
        run("one", GRID, new FakeEngine(), 1);
        run("two", GRID, new FakeEngine(), 3);
        assertEquals(18, trials("one").size());
        assertEquals(timeless(trials("one")), timeless(trials("two")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "genetic"})
    void sampledSearchesDoNotDependOnTheNumberOfWorkers(String strategy) {
        Map<String, Object> search = new HashMap<>(Map.of(
                "strategy",
                strategy,
                "trials",
                30,
                "space",
                Map.of("training.learningRate", Map.of("min", 1e-4, "max", 0.1, "scale", "log"))));
        run("one", search, new FakeEngine(), 1);
        run("two", search, new FakeEngine(), 3);
        assertEquals(30, trials("one").size());
        assertEquals(timeless(trials("one")), timeless(trials("two")));
    }

    @Test
    void sharingTrainingsChangesNothingButTheWork() {
        FakeEngine shared = new FakeEngine();
        FakeEngine separate = new FakeEngine();
        SweepOutcome outcome = run("shared", GRID, shared, SweepOptions.defaults());
        run("separate", GRID, separate, SweepOptions.defaults().withShare(false));
        assertEquals(timeless(trials("shared")), timeless(trials("separate")));
        assertEquals(6, outcome.trainings());
        assertEquals(6 * 4, shared.epochs.get());
        assertEquals(6 * (1 + 2 + 4), separate.epochs.get());
        TrialRecord first = trials("shared").get(0);
        assertEquals(first.experiment().training().epochs(), first.curve().size());
    }

    @Test
    void repeatsAreCellsWithOtherSeedsOnTheSameSplit() {
        Map<String, Object> once = Map.of("space", Map.of("model.latent", List.of(2, 4)));
        Map<String, Object> thrice = Map.of("space", Map.of("model.latent", List.of(2, 4)), "repeats", 3);
        run("study", once, new FakeEngine(), 1);
        SweepOutcome outcome = run("study", thrice, new FakeEngine(), 2);
        assertEquals(2, outcome.reused(), "the first repeat is the cell that was there");
        assertEquals(6, outcome.complete());
        List<TrialRecord> cells = trials("study");
        assertEquals(
                Set.of(42L, 43L, 44L),
                cells.stream().map(t -> t.experiment().seed()).collect(Collectors.toSet()));
        assertEquals(
                Set.of(42L), cells.stream().map(t -> t.experiment().splitSeed()).collect(Collectors.toSet()));
        assertEquals(
                1,
                cells.stream()
                        .map(t -> t.metrics().get(0).context().splitId())
                        .distinct()
                        .count());
        assertEquals(
                List.of(42L, 43L, 44L),
                StudyReader.read(folder.resolve("study")).info().space().get("seed"));
    }

    @Test
    void aSearchOverSeedsHasOneSplit() {
        run("study", Map.of("space", Map.of("seed", List.of(1, 42, 7))), new FakeEngine(), 1);
        assertEquals(
                List.of(42L, 42L, 42L),
                trials("study").stream().map(t -> t.experiment().splitSeed()).toList());
    }

    @Test
    void lossesAreKeptImageByImage() {
        run("study", GRID, new FakeEngine(), 2);
        for (TrialRecord cell : trials("study")) {
            Metric metric = cell.metric(Metric.NEGATIVE_ELBO).orElseThrow();
            float[] losses = LossFile.read(Study.losses(folder.resolve("study")), cell, metric)
                    .orElseThrow();
            assertEquals(metric.context().images(), losses.length);
            double sum = 0;
            for (float loss : losses) {
                sum += loss;
            }
            assertEquals(metric.value(), sum / losses.length, 1e-4 * Math.abs(metric.value()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void onlyTheBestModelsStay(int workers) throws Exception {
        run("study", GRID, new FakeEngine(), options(workers).withKeepModels(3));
        Set<String> best = trials("study").stream()
                .sorted(java.util.Comparator.comparingDouble(
                        t -> t.metric("negativeElbo").orElseThrow().value()))
                .limit(3)
                .map(t -> Integer.toString(t.number()))
                .collect(Collectors.toSet());
        try (Stream<Path> models = Files.list(folder.resolve("study/models"))) {
            assertEquals(best, models.map(p -> p.getFileName().toString()).collect(Collectors.toSet()));
        }
    }

    @Test
    void autoencodersAreRankedByReconstruction() throws Exception {
        Map<String, Object> search = Map.of(
                "cells", List.of(Map.of("model.variant", "vae"), Map.of("model.variant", "ae")),
                "space", Map.of("model.latent", List.of(2, 4)));
        run("study", search, new FakeEngine(), options(2).withKeepModels(1));
        try (Stream<Path> models = Files.list(folder.resolve("study/models"))) {
            assertEquals(2, models.count());
        }
    }

    @Test
    void impossibleCellsAreRefusedBeforeAnythingRuns() {
        FakeEngine engine = new FakeEngine();
        ConfigException refused = assertThrows(
                ConfigException.class,
                () -> run("study", Map.of("space", Map.of("model.latent", List.of(2, 99))), engine, 1));
        assertEquals("search cell model.latent=99: engine fake cannot train it: 99 is too much", refused.getMessage());
        assertEquals(0, engine.trainings.get());
        assertTrue(trials("study").isEmpty());
        assertThrows(
                ConfigException.class,
                () -> run("study", Map.of("space", Map.of("dataset.limit", List.of(2, 1000))), engine, 1));
    }

    @Test
    void comparedExperimentsAreCells() {
        SearchSpec grid = SearchSpec.of(GRID, base());
        SearchSpec list = SearchSpec.list(
                List.of(
                        grid.cell(Map.of("model.latent", 2)).experiment(),
                        new dev.lattice.core.config.ExperimentSpec(
                                "other", null, 1L, grid.base().dataset(), null, null, true)),
                null);
        try (Study study = Study.open(folder.resolve("list"), list.info("list", PROVENANCE))) {
            new SweepRunner(d -> FakeEngine.data(), s -> new FakeEngine(), ModelKeeper.NONE)
                    .run(study, list, options(2), SweepListener.NONE, new StopSignal());
        }
        assertEquals(
                List.of("base", "other"),
                trials("list").stream().map(t -> t.varied().get("experiment")).toList());
        assertFalse(trials("list").get(1).experiment().evaluateTest());
    }
}
