package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialFailure;
import dev.lattice.core.trial.TrialRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Trainings that fail, and what is heard of them. */
class SweepFailuresTest extends SweepTests {

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
}
