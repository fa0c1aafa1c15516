package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.store.LossFile;
import dev.lattice.search.store.StudyReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepRunnerTest {

    private static final Provenance PROVENANCE =
            new Provenance("0", "unknown", "17", "here", "none", "feed", Instant.EPOCH);

    private static final Map<String, Object> GRID = Map.of(
            "space",
            new java.util.TreeMap<>(Map.of(
                    "training.epochs", List.of(1, 2, 4),
                    "training.learningRate", List.of(0.001, 0.01, 0.1),
                    "model.latent", List.of(2, 4))));

    @TempDir
    Path folder;

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

    @Test
    void interruptedSweepGoesOnWithWhatIsOwed() {
        StopSignal stop = new StopSignal();
        FakeEngine interrupted = new FakeEngine(moment -> {
            if (moment.training() == 3 && moment.epoch() == 3) {
                stop.stop();
            }
        });
        SweepOutcome first = run("study", GRID, interrupted, options(1), SweepListener.NONE, stop);
        assertTrue(first.stopped());
        assertEquals(6 + 2, first.complete());
        assertEquals(10, first.owed());
        assertTrue(trials("study").stream().noneMatch(t -> t.state() == TrialState.RUNNING));

        FakeEngine resumed = new FakeEngine();
        SweepOutcome second = run("study", GRID, resumed, 1);
        assertEquals(new SweepOutcome(18, 8, 0, 0, 0, 4, second.seconds(), SweepOutcome.End.FINISHED), second);
        run("whole", GRID, new FakeEngine(), 1);
        assertEquals(timeless(trials("whole")), timeless(trials("study")));
    }

    @Test
    void aTrainingThatWasStoppedGoesOnAtItsCheckpoint() throws Exception {
        StopSignal stop = new StopSignal();
        FakeEngine interrupted = new FakeEngine(moment -> {
            if (moment.training() == 3 && moment.epoch() == 4) {
                stop.stop();
            }
        });
        SweepOptions each = options(1).withCheckpointEvery(Duration.ZERO);
        run("study", GRID, interrupted, each, SweepListener.NONE, stop);
        try (Stream<Path> files = Files.list(folder.resolve("study/checkpoints"))) {
            assertEquals(1, files.count());
        }
        FakeEngine resumed = new FakeEngine();
        run("study", GRID, resumed, each);
        assertEquals(1 + 3 * 4, resumed.epochs.get());
        run("whole", GRID, new FakeEngine(), 1);
        assertEquals(timeless(trials("whole")), timeless(trials("study")));
        assertFalse(Files.exists(folder.resolve("study/checkpoints")));
    }

    @Test
    void aDamagedCheckpointCostsEpochsAndNothingElse() throws Exception {
        StopSignal stop = new StopSignal();
        FakeEngine interrupted = new FakeEngine(moment -> {
            if (moment.epoch() == 4) {
                stop.stop();
            }
        });
        SweepOptions each = options(1).withCheckpointEvery(Duration.ZERO);
        run("study", GRID, interrupted, each, SweepListener.NONE, stop);
        Path checkpoints = folder.resolve("study/checkpoints");
        try (Stream<Path> files = Files.list(checkpoints)) {
            Path file = files.findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 4;
            Files.write(file, bytes);
        }
        FakeEngine resumed = new FakeEngine();
        run("study", GRID, resumed, each);
        assertEquals(6 * 4, resumed.epochs.get());
        run("whole", GRID, new FakeEngine(), 1);
        assertEquals(timeless(trials("whole")), timeless(trials("study")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void limitOfCellsIsExactAndTheNextRunGoesOn(int workers) {
        SweepOptions five = options(workers).withLimits(new SweepOptions.Limits(Duration.ofHours(1), 5));
        for (int done = 5; done < 18; done += 5) {
            SweepOutcome outcome = run("study", GRID, new FakeEngine(), five);
            assertEquals(SweepOutcome.End.LIMIT, outcome.end());
            assertEquals(done, outcome.complete());
        }
        assertEquals(
                SweepOutcome.End.FINISHED,
                run("study", GRID, new FakeEngine(), five).end());
        run("whole", GRID, new FakeEngine(), 1);
        assertEquals(timeless(trials("whole")), timeless(trials("study")));
    }

    @Test
    void shortMemoryTakesWorkersAwayAndNoCell() {
        AtomicInteger failures = new AtomicInteger();
        FakeEngine large = new FakeEngine(moment -> {
            if (moment.epoch() == 2 && failures.getAndIncrement() < 2) {
                throw new OutOfMemoryError("Physical memory usage is too high");
            }
        });
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        SweepListener listener = new SweepListener() {
            @Override
            public void warned(String message) {
                warnings.add(message);
            }
        };
        SweepOutcome outcome = run("study", GRID, large, options(3), listener, new StopSignal());
        assertEquals(18, outcome.complete());
        // How many workers there still are when memory is short the second time depends on the threads.
        assertFalse(warnings.isEmpty());
        assertTrue(
                List.of("out of memory: going on with 2 workers", "out of memory: going on with 1 worker")
                        .containsAll(warnings),
                warnings.toString());
        run("whole", GRID, new FakeEngine(), 1);
        assertEquals(timeless(trials("whole")), timeless(trials("study")));
    }

    @Test
    void limitOfTimeStops() {
        SweepOptions none = options(1).withLimits(new SweepOptions.Limits(Duration.ofNanos(1), 100));
        SweepOutcome outcome = run("study", GRID, new FakeEngine(), none);
        assertEquals(SweepOutcome.End.LIMIT, outcome.end());
        assertEquals(18, outcome.owed());
    }

    @Test
    void completeCellsAreReusedWhenTheSpaceGrows() {
        run("study", Map.of("space", Map.of("model.latent", List.of(2, 4))), new FakeEngine(), 2);
        List<TrialRecord> before = trials("study");
        FakeEngine engine = new FakeEngine();
        SweepOutcome outcome = run("study", Map.of("space", Map.of("model.latent", List.of(8, 2, 4, 6))), engine, 2);
        assertEquals(2, engine.trainings.get());
        assertEquals(2, outcome.reused());
        assertEquals(before, trials("study").subList(0, 2));
        assertEquals(
                List.of(2, 4, 8, 6),
                trials("study").stream()
                        .map(t -> t.experiment().model().latent())
                        .toList());
        assertEquals(
                0,
                run("study", Map.of("space", Map.of("model.latent", List.of(6))), engine, 1)
                        .trainings());
    }

    @Test
    void cellsBeyondADivergenceFailAndAreNotTriedAgain() {
        Map<String, Object> search =
                Map.of("space", Map.of("training.epochs", List.of(1, 2, 5, 9), "training.learningRate", List.of(0.5)));
        SweepOutcome outcome = run("study", search, new FakeEngine(), 1);
        assertEquals(2, outcome.complete());
        assertEquals(2, outcome.diverged());
        TrialRecord last = trials("study").get(3);
        assertEquals(TrialFailure.Cause.DIVERGED, last.failure().orElseThrow().cause());
        assertEquals(3, last.failure().orElseThrow().epoch());
        assertEquals(2, last.failure().orElseThrow().step());
        assertEquals(2, last.curve().size());
        assertEquals(0, run("study", search, new FakeEngine(), 1).trainings());
    }

    @Test
    void errorsAreTriedAgainAndThenReported() {
        FakeEngine once = new FakeEngine(moment -> {
            if (moment.training() == 1 && moment.epoch() == 2) {
                throw new IllegalStateException("the disk is on fire");
            }
        });
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        SweepOutcome outcome = run("once", GRID, once, options(1), heard(heard), new StopSignal());
        assertEquals(18, outcome.complete());
        assertEquals(7, outcome.trainings());
        assertEquals(
                2, heard.stream().filter(h -> h.startsWith("failed again=true")).count());

        FakeEngine always = new FakeEngine(moment -> {
            throw new OutOfMemoryError("Java heap space");
        });
        SweepOutcome none = run("always", GRID, always, 2);
        assertEquals(18, none.failed());
        // One that the first worker gave back when it ended, and each of six twice.
        assertEquals(13, none.trainings());
        TrialRecord failed = trials("always").get(0);
        assertTrue(failed.failure().orElseThrow().message().startsWith("out of memory"));
        assertEquals(2, failed.run().orElseThrow().attempts());
        // Owed again by the next run.
        assertEquals(18, run("always", GRID, new FakeEngine(), 2).complete());
    }

    @Test
    void listenerHearsEveryCellAndItsFailuresCostNothing() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        run("study", GRID, new FakeEngine(), options(2), heard(heard), new StopSignal());
        assertEquals("started 0/18", heard.get(0));
        assertEquals("ended 18", heard.get(heard.size() - 1));
        assertEquals(18, heard.stream().filter(h -> h.startsWith("completed")).count());
        SweepListener bad = new SweepListener() {
            @Override
            public void completed(TrialRecord trial, SweepProgress progress) {
                throw new IllegalStateException("no console");
            }
        };
        assertEquals(
                18,
                run("bad", GRID, new FakeEngine(), options(2), bad, new StopSignal())
                        .complete());
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

    private static SweepListener heard(List<String> heard) {
        return new SweepListener() {
            @Override
            public void started(SweepProgress p) {
                heard.add("started " + p.cellsDone() + "/" + p.cellsTotal());
            }

            @Override
            public void completed(TrialRecord trial, SweepProgress p) {
                heard.add("completed " + trial.number() + " best "
                        + p.best().get(0).metric().value());
            }

            @Override
            public void failed(TrialRecord trial, boolean again, SweepProgress p) {
                heard.add("failed again=" + again + " " + trial.number());
            }

            @Override
            public void ended(SweepOutcome outcome) {
                heard.add("ended " + outcome.complete());
            }
        };
    }

    static Map<String, Object> base() {
        return Map.of(
                "name", "base",
                "dataset", Map.of("name", "digits", "validation", 0.25),
                "model", Map.of("hidden", List.of(3)),
                "training", Map.of("epochs", 2, "batchSize", 8));
    }

    private static SweepOptions options(int workers) {
        return SweepOptions.defaults().withWorkers(workers);
    }

    private SweepOutcome run(String name, Map<String, Object> search, FakeEngine engine, int workers) {
        return run(name, search, engine, options(workers));
    }

    private SweepOutcome run(String name, Map<String, Object> search, FakeEngine engine, SweepOptions options) {
        return run(name, search, engine, options, SweepListener.NONE, new StopSignal());
    }

    private SweepOutcome run(
            String name,
            Map<String, Object> search,
            FakeEngine engine,
            SweepOptions options,
            SweepListener listener,
            StopSignal stop) {
        SearchSpec spec = SearchSpec.of(search, base());
        ModelKeeper keeper = (model, trial, target) -> Files.createDirectory(target);
        try (Study study = Study.open(folder.resolve(name), spec.info(name, PROVENANCE))) {
            return new SweepRunner(d -> FakeEngine.data(), s -> engine, keeper)
                    .run(study, spec, options, listener, stop);
        }
    }

    private List<TrialRecord> trials(String name) {
        return StudyReader.read(folder.resolve(name)).trials();
    }

    /** The same records without times and without what is said about the way they were carried out. */
    private static List<TrialRecord> timeless(List<TrialRecord> trials) {
        return trials.stream()
                .map(t -> new TrialRecord(
                        t.number(),
                        t.id(),
                        t.state(),
                        t.varied(),
                        t.experiment(),
                        t.curve().stream()
                                .map(e -> new EpochRecord(e.epoch(), e.train(), e.validation(), 0))
                                .toList(),
                        t.metrics(),
                        Optional.empty(),
                        t.failure()))
                .toList();
    }
}
