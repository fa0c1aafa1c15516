package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialRun;
import dev.lattice.core.trial.TrialState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweepCellsTest {

    private static final ExperimentSpec EXPERIMENT = SpecBinder.bind(SweepTests.base(), ExperimentSpec.class);
    private static final TrialRun RUN = new TrialRun("fake", 1, Instant.EPOCH, 1, 1, 1);

    private final SweepCells cells = new SweepCells();

    @Test
    void aCellCountsAsWhatItWasRecordedAsLast() {
        TrialRecord first = cell(1);
        TrialRecord second = cell(2);
        cells.put(first);
        cells.put(second);
        assertCounts(2, 0, 0, 0);
        cells.put(first.running(RUN));
        cells.put(first.complete(List.of(), List.of(), RUN));
        cells.put(second.failed(List.of(), RUN, failure(TrialFailure.Cause.ERROR)));
        assertCounts(0, 1, 1, 0);
        cells.put(second.queued());
        assertCounts(1, 1, 0, 0);
        cells.put(second.failed(List.of(), RUN, failure(TrialFailure.Cause.DIVERGED)));
        assertCounts(0, 1, 1, 1);
    }

    @Test
    void countingTakesNoLongerForManyCells() {
        int many = 50_000;
        for (int number = 1; number <= many; number++) {
            cells.put(cell(number));
        }
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int told = 0; told < many; told++) {
                assertEquals(many, cells.count(TrialState.QUEUED));
            }
        });
    }

    private void assertCounts(int queued, int complete, int failed, int diverged) {
        assertEquals(
                List.of(queued, 0, complete, failed, diverged),
                List.of(
                        cells.count(TrialState.QUEUED),
                        cells.count(TrialState.RUNNING),
                        cells.count(TrialState.COMPLETE),
                        cells.count(TrialState.FAILED),
                        cells.diverged()));
    }

    private static TrialRecord cell(int number) {
        return TrialRecord.queued(number, "cell" + number, Map.of(), EXPERIMENT);
    }

    private static TrialFailure failure(TrialFailure.Cause cause) {
        return new TrialFailure(cause, "why", 1, 1);
    }
}
