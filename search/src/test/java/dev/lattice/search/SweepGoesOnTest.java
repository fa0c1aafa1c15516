package dev.lattice.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps that end early and go on. */
class SweepGoesOnTest extends SweepTests {

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
    void theTimeOfACellIsThatOfAllItsEpochs() {
        StopSignal stop = new StopSignal();
        long slow = 200_000_000;
        FakeEngine interrupted = new FakeEngine(moment -> {
            long begin = System.nanoTime();
            while (moment.epoch() == 1 && System.nanoTime() - begin < slow) {
                Thread.onSpinWait();
            }
            if (moment.epoch() == 2) {
                stop.stop();
            }
        });
        Map<String, Object> search = Map.of("space", Map.of("training.epochs", List.of(3)));
        SweepOptions each = options(1).withCheckpointEvery(Duration.ZERO);
        run("study", search, interrupted, each, SweepListener.NONE, stop);
        FakeEngine resumed = new FakeEngine();
        List<WorkerStatus> heard = new ArrayList<>();
        SweepListener listener = new SweepListener() {
            @Override
            public void progressed(SweepProgress progress) {
                heard.addAll(progress.workers());
            }
        };
        run("study", search, resumed, each, listener, new StopSignal());
        assertEquals(2, resumed.epochs.get());
        TrialRecord cell = trials("study").get(0);
        assertTrue(cell.curve().get(0).seconds() >= slow / 1e9);
        assertTrue(cell.run().orElseThrow().seconds() >= slow / 1e9, cell.run().toString());
        // What is told first after the checkpoint: nothing was done here.
        WorkerStatus first =
                heard.stream().filter(w -> w.epoch() == 2).findFirst().orElseThrow();
        assertEquals(List.of(0.0, 1 / 3.0), List.of(first.share(), first.resumedShare()));
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
}
