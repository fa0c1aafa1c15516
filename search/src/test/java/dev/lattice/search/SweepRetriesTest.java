package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.Provenance;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.space.SearchSpec;
import dev.lattice.search.store.StudyReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells that fail are tried again, reported, and owed by the next run: never counted as done. */
class SweepRetriesTest {

    private static final Provenance PROVENANCE =
            new Provenance("0", "unknown", "17", "here", "none", "feed", Instant.EPOCH);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void failedCellIsTriedAsOftenAsAllowedAndThenReported(int retries) {
        FakeEngine engine = failing(Integer.MAX_VALUE);
        SweepOutcome outcome = run(engine, retries);
        assertEquals(List.of(3, 1), List.of(outcome.complete(), outcome.failed()));
        assertEquals(2 + retries, outcome.trainings());
        TrialRecord failed = trials().stream()
                .filter(t -> t.state() == TrialState.FAILED)
                .findFirst()
                .orElseThrow();
        assertEquals(Map.of("model.latent", 4, "training.epochs", 3), failed.varied());
        TrialFailure failure = failed.failure().orElseThrow();
        assertEquals(TrialFailure.Cause.ERROR, failure.cause());
        assertEquals("IllegalStateException: the fan has stopped", failure.message());
        // The first epoch is behind it; the second failed before its first step.
        assertEquals(1, failure.epoch());
        assertTrue(failure.step() > 0);
        assertEquals(retries + 1, failed.run().orElseThrow().attempts());
        assertEquals(1, failed.curve().size());

        SweepOutcome next = run(new FakeEngine(), 0);
        assertEquals(List.of(4, 3, 1), List.of(next.complete(), next.reused(), next.trainings()));
        assertEquals(
                retries + 2,
                trials().get(failed.number() - 1).run().orElseThrow().attempts());
    }

    @Test
    void cellThatSucceedsAtLastIsCompleteLikeAnyOther() {
        SweepOutcome outcome = run(failing(2), 2);
        assertEquals(List.of(4, 0, 4), List.of(outcome.complete(), outcome.failed(), outcome.trainings()));
        assertTrue(trials().stream().allMatch(t -> t.failure().isEmpty()));
    }

    private static FakeEngine failing(int times) {
        AtomicInteger failures = new AtomicInteger();
        return new FakeEngine(moment -> {
            if (moment.spec().model().latent() == 4 && moment.epoch() == 2 && failures.getAndIncrement() < times) {
                throw new IllegalStateException("the fan has stopped");
            }
        });
    }

    private SweepOutcome run(FakeEngine engine, int retries) {
        Map<String, Object> space = Map.of("training.epochs", List.of(1, 3), "model.latent", List.of(2, 4));
        SearchSpec search = SearchSpec.of(Map.of("space", space), SweepTests.base());
        SweepOptions defaults = SweepOptions.defaults();
        SweepOptions options = new SweepOptions(1, retries, true, 0, defaults.checkpointEvery(), defaults.limits());
        try (Study study = Study.open(folder.resolve("study"), search.info("study", PROVENANCE))) {
            return new SweepRunner(d -> FakeEngine.data(), s -> engine, ModelKeeper.NONE)
                    .run(study, search, options, SweepListener.NONE, new StopSignal());
        }
    }

    private List<TrialRecord> trials() {
        return StudyReader.read(folder.resolve("study")).trials();
    }
}
