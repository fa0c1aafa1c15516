package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.TrialRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkClockTest {

    private static final ExperimentSpec EXPERIMENT = SpecBinder.bind(SweepTests.base(), ExperimentSpec.class);

    /** Cells of 100, 200, … units of work. */
    private final WorkClock clock = new WorkClock(cell -> 100 * cell.number());

    @Test
    void whatIsLeftTakesAsLongAsWhatWasDoneDid() {
        clock.owe(cell(1));
        clock.owe(cell(2));
        assertEquals(Optional.empty(), clock.left(List.of(), 50));
        assertEquals(Optional.empty(), clock.left(List.of(status(1, 2, 0)), 0.5));
        assertEquals(seconds(50), clock.left(List.of(status(1, 2, 0)), 10));
        clock.done(cell(1), 0);
        assertEquals(seconds(15), clock.left(List.of(status(2, 1, 0)), 15));
    }

    @Test
    void whatWasDoneBeforeIsNeitherOwedNorDone() {
        clock.owe(cell(1));
        clock.owe(cell(2));
        // Of 300 units 50 were there, 25 took ten seconds, and 225 are left.
        assertEquals(seconds(90), clock.left(List.of(status(1, 3, 2)), 10));
        clock.done(cell(1), 0.75);
        // 25 were done of what was owed, 200 are left.
        assertEquals(seconds(80), clock.left(List.of(), 10));
        assertEquals(seconds(50), clock.left(List.of(status(2, 3, 2)), 75));
    }

    /** Returns a worker that is done with some of the four epochs of a cell, and found some of these done. */
    private static WorkerStatus status(int number, int done, int resumed) {
        return new WorkerStatus(1, number, 1, done + 1, 4, 0, 10, Double.NaN, resumed);
    }

    private static Optional<Duration> seconds(long seconds) {
        return Optional.of(Duration.ofSeconds(seconds));
    }

    private static TrialRecord cell(int number) {
        return TrialRecord.queued(number, "cell" + number, Map.of(), EXPERIMENT);
    }
}
