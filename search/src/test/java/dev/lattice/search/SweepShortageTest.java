package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.store.StudyReader;
import dev.lattice.search.store.StudySalvage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sweeps that run out of memory or of room on the disk. */
class SweepShortageTest {

    private static final Provenance PROVENANCE =
            new Provenance("0", "unknown", "17", "here", "none", "feed", Instant.EPOCH);
    private static final int CELLS = 6;
    private static final int MODELS = 3;

    @TempDir
    Path folder;

    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final StopSignal stop = new StopSignal();

    static List<Supplier<Throwable>> shortages() {
        return List.of(
                () -> new OutOfMemoryError("Java heap space"),
                () -> new OutOfMemoryError("Cannot allocate new FloatPointer(100)"),
                () -> new RuntimeException("std::bad_alloc"),
                () -> new RuntimeException("could not create a memory object"),
                () -> new IllegalStateException("a layer", new RuntimeException("could not execute a primitive")));
    }

    @ParameterizedTest
    @MethodSource("shortages")
    void shortMemoryOfAnyKindTakesAWorkerAndNoCell(Supplier<Throwable> shortage) {
        AtomicInteger failures = new AtomicInteger();
        FakeEngine engine = new FakeEngine(moment -> {
            if (moment.epoch() == 2 && failures.getAndIncrement() == 0) {
                throw SweepShortageTest.<RuntimeException>sneaky(shortage.get());
            }
            if (failures.get() > 0) {
                // The other worker must not be done with everything before this one gives up.
                awaitWarning();
            }
        });
        SweepOutcome outcome = run(engine, 2, ModelKeeper.NONE, listener());
        assertEquals(CELLS, outcome.complete());
        assertEquals(List.of("out of memory: going on with 1 worker"), warnings);
        assertEachCompletedOnce();
    }

    @Test
    void shortMemoryOfTheLastWorkerFailsItsCellsAndNoOthers() {
        FakeEngine engine = new FakeEngine(moment -> {
            if (moment.spec().model().latent() == 4 && moment.epoch() == 2) {
                throw new RuntimeException("std::bad_alloc");
            }
        });
        SweepOutcome outcome = run(engine, 1, ModelKeeper.NONE, listener());
        // The first epoch of the training that fails is one of the cells.
        assertEquals(CELLS - 1, outcome.complete());
        assertEquals(1, outcome.failed());
        TrialRecord failed = trials().stream()
                .filter(t -> t.state() == TrialState.FAILED)
                .findFirst()
                .orElseThrow();
        assertTrue(failed.failure().orElseThrow().message().contains("out of memory (std::bad_alloc)"));
        assertEquals(
                CELLS, run(new FakeEngine(), 1, ModelKeeper.NONE, listener()).complete());
        assertEachCompletedOnce();
    }

    @Test
    void shortMemoryAfterAResultIsRecordedDoesNotRecordItTwice() {
        AtomicInteger heard = new AtomicInteger();
        SweepListener listener = new SweepListener() {
            @Override
            public void completed(TrialRecord trial, SweepProgress progress) {
                if (heard.getAndIncrement() == 2) {
                    throw new OutOfMemoryError("Java heap space");
                }
            }
        };
        assertEquals(CELLS, run(new FakeEngine(), 2, ModelKeeper.NONE, listener).complete());
        assertEachCompletedOnce();
    }

    @Test
    void modelsWaitForRoomOnTheDisk() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        ModelKeeper keeper = (model, trial, target) -> {
            Files.createDirectory(target);
            if (calls.getAndIncrement() < 2) {
                // As a model writer leaves it that is stopped half way.
                Files.createDirectory(target.resolveSibling(target.getFileName() + ".new"));
                throw full();
            }
        };
        SweepOutcome outcome = run(new FakeEngine(), 1, keeper, listener());
        assertEquals(CELLS, outcome.complete());
        assertEquals(2, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0)
                .startsWith("the disk is full (cannot write it: No space left on device): the sweep waits"));
        assertEquals("there is room on the disk again: the sweep goes on", warnings.get(1));
        assertEquals(best(), models());
        assertEachCompletedOnce();
    }

    @Test
    void stopDuringTheWaitKeepsTheNumbersAndLeavesTheRestOwed() throws Exception {
        ModelKeeper keeper = (model, trial, target) -> {
            Files.createDirectory(target);
            throw full();
        };
        SweepListener stopping = new SweepListener() {
            @Override
            public void warned(String message) {
                warnings.add(message);
                stop.stop();
            }
        };
        SweepOutcome outcome = run(new FakeEngine(), 1, keeper, stopping);
        assertEquals(SweepOutcome.End.STOPPED, outcome.end());
        assertEquals(1, outcome.complete());
        assertEquals(CELLS - 1, outcome.owed());
        assertTrue(warnings.get(1).contains("was not saved: the disk is full"), warnings.toString());
        assertEquals(Set.of(), models());
    }

    /** Other errors of a model are no reason to wait. */
    @Test
    void modelThatCannotBeWrittenCostsNoCell() throws Exception {
        ModelKeeper keeper = (model, trial, target) -> {
            Files.createDirectory(target);
            throw new IOException("Input/output error");
        };
        assertEquals(CELLS, run(new FakeEngine(), 2, keeper, listener()).complete());
        assertFalse(warnings.isEmpty());
        assertTrue(
                warnings.stream().allMatch(w -> w.endsWith("could not be saved: Input/output error")),
                warnings.toString());
        assertEquals(Set.of(), models());
    }

    @Test
    void whatAKilledModelWriterLeftIsRemoved() throws Exception {
        Path models = folder.resolve("study/models");
        for (String left : List.of("3.part", "3.part.new")) {
            Files.createDirectories(models.resolve(left));
        }
        Files.createDirectories(models.resolve("mine.part"));
        run(new FakeEngine(), 1, ModelKeeper.NONE, listener());
        assertEquals(Set.of("mine.part"), models());
    }

    private SweepListener listener() {
        return new SweepListener() {
            @Override
            public void warned(String message) {
                warnings.add(message);
            }
        };
    }

    private static UncheckedIOException full() {
        return new UncheckedIOException(
                "cannot write it: No space left on device", new IOException("No space left on device"));
    }

    private SweepOutcome run(FakeEngine engine, int workers, ModelKeeper keeper, SweepListener listener) {
        Map<String, Object> space = Map.of("training.epochs", List.of(1, 3), "model.latent", List.of(2, 4, 6));
        SearchSpec search = SearchSpec.of(Map.of("space", space), SweepTests.base());
        SweepOptions options = SweepOptions.defaults().withWorkers(workers).withKeepModels(MODELS);
        try (Study study = Study.open(folder.resolve("study"), search.info("study", PROVENANCE))) {
            return new SweepRunner(d -> FakeEngine.data(), s -> engine, keeper)
                    .run(study, search, options, listener, stop);
        }
    }

    private void awaitWarning() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (warnings.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private List<TrialRecord> trials() {
        return StudyReader.read(folder.resolve("study")).trials();
    }

    private void assertEachCompletedOnce() {
        Map<Integer, Integer> completions = StudyReader.completions(folder.resolve("study"));
        assertEquals(CELLS, completions.size());
        assertEquals(Set.of(1), Set.copyOf(completions.values()));
        assertEquals(List.of(), StudySalvage.check(folder.resolve("study")));
    }

    private Set<String> best() {
        return trials().stream()
                .sorted(java.util.Comparator.comparingDouble(
                        t -> t.metric(Metric.NEGATIVE_ELBO).orElseThrow().value()))
                .limit(MODELS)
                .map(t -> Integer.toString(t.number()))
                .collect(Collectors.toSet());
    }

    private Set<String> models() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("study/models"))) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E sneaky(Throwable e) throws E {
        throw (E) e;
    }
}
