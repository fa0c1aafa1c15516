package dev.lattice.core.engine.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.engine.Checkpoints;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.OpenedEngine;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.Trainer;
import dev.lattice.core.engine.TrainingCheckpoint;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingListener;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.FusedBackend;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member of a pack is trained as if it were alone: bit for bit, on the CPU. */
@Timeout(120)
class PackTest {

    private static final FusedEngine ALONE = new FusedEngine();
    private static final PackEngine PACKED = new PackEngine("pack", new CpuPackDevice.Maker(), ALONE);

    /** What a training left behind. */
    private record Left(
            List<EpochRecord> curve, List<List<Metric>> metrics, List<float[]> weights, Optional<String> failure) {}

    @ParameterizedTest
    @ValueSource(strings = {"none", "dynamic", "threshold"})
    void everyMemberOfAMixedPackIsTrainedAsIfItWereAlone(String binarization) throws Exception {
        List<TrainingTask> tasks = PackSamples.mixed(binarization, "f32");
        assertTrue(tasks.size() >= 12);
        assertSameAsAlone(tasks);
    }

    @Test
    void inBf16Too() throws Exception {
        Assumptions.assumeTrue(FusedBackend.supportsBf16(), "no bf16 in this CPU");
        assertSameAsAlone(PackSamples.mixed("none", "bf16"));
    }

    private static void assertSameAsAlone(List<TrainingTask> tasks) throws Exception {
        List<Left> packed = trained(tasks, 3);
        int diverged = 0;
        for (int m = 0; m < tasks.size(); m++) {
            Left alone = train(ALONE, tasks.get(m), 3, Checkpoints.NONE);
            String what = "member " + m + ", " + tasks.get(m).spec().model();
            assertEquals(alone.failure(), packed.get(m).failure(), what);
            assertEquals(withoutTimes(alone.curve()), withoutTimes(packed.get(m).curve()), what);
            assertEquals(alone.metrics(), packed.get(m).metrics(), what);
            for (int i = 0; i < alone.weights().size(); i++) {
                assertArrayEquals(
                        alone.weights().get(i), packed.get(m).weights().get(i), what);
            }
            diverged += alone.failure().isPresent() ? 1 : 0;
        }
        assertEquals(2, diverged, "members that diverge");
    }

    /** Trainings that end, stop or begin later than the others neither hold nor change them. */
    @Test
    void membersComeAndGo() throws Exception {
        List<TrainingTask> tasks = PackSamples.mixed("none", "f32").subList(0, 4);
        List<TrainingSession> sessions = PACKED.open(tasks);
        List<Callable<List<LossTerms>>> work = List.of(
                () -> epochs(sessions.get(0), 1, 4),
                () -> epochs(sessions.get(1), 1, 1),
                () -> {
                    sessions.get(2).close();
                    return List.of();
                },
                () -> {
                    assertThrows(
                            TrainingStoppedException.class,
                            () -> sessions.get(3).trainEpoch(1, (epoch, step, steps) -> {
                                if (step == 2) {
                                    throw new TrainingStoppedException();
                                }
                            }));
                    sessions.get(3).close();
                    return List.of();
                });
        List<List<LossTerms>> losses = together(work);
        try (TrainingSession first = ALONE.open(tasks.get(0));
                TrainingSession second = ALONE.open(tasks.get(1))) {
            assertEquals(epochs(first, 1, 4), losses.get(0));
            assertEquals(epochs(second, 1, 1), losses.get(1));
        }
    }

    /** A checkpoint of a member is one of the training alone and the other way round, at unlike epochs within a pack. */
    @Test
    void membersGoOnFromCheckpointsOfTheirOwn() throws Exception {
        List<TrainingTask> tasks = PackSamples.mixed("dynamic", "f32").subList(0, 5);
        List<Left> whole = trained(tasks, 4);
        List<Callable<Left>> work = new ArrayList<>();
        List<TrainingSession> sessions = PACKED.open(tasks);
        for (int m = 0; m < tasks.size(); m++) {
            int done = m % 3;
            TrainingTask task = tasks.get(m);
            Checkpoint checkpoint = new Checkpoint();
            train(m % 2 == 0 ? ALONE : PACKED, task, done + 1, checkpoint);
            TrainingSession session = sessions.get(m);
            work.add(() -> train(opened(session), task, 4, checkpoint));
        }
        List<Left> resumed = together(work);
        for (int m = 0; m < tasks.size(); m++) {
            assertEquals(
                    withoutTimes(whole.get(m).curve()),
                    withoutTimes(resumed.get(m).curve()),
                    "member " + m);
            assertArrayEquals(
                    whole.get(m).weights().get(0), resumed.get(m).weights().get(0), "member " + m);
        }
    }

    @Test
    void whatItTrainedWithDoesNotMatter() throws Exception {
        List<TrainingTask> tasks = PackSamples.mixed("none", "f32");
        List<Left> all = trained(tasks, 2);
        List<Left> some = trained(List.of(tasks.get(7), tasks.get(2)), 2);
        assertArrayEquals(all.get(7).weights().get(0), some.get(0).weights().get(0));
        assertArrayEquals(all.get(2).weights().get(0), some.get(1).weights().get(0));
    }

    @Test
    void refusesInOneLineWhatItCannotTrain() {
        assertTrue(PACKED.refusal(TinyData.spec(TinyData.CONVOLUTIONS))
                .orElseThrow()
                .contains("dense networks only"));
        String iwae =
                PACKED.refusal(TinyData.spec(Map.of("model.variant", "iwae"))).orElseThrow();
        assertTrue(iwae.contains("objective of variant 'iwae'"), iwae);
        for (String variant : List.of("wae-mmd", "info-vae", "beta-tcvae")) {
            String refused = PACKED.refusal(TinyData.spec(Map.of("model.variant", variant)))
                    .orElseThrow();
            assertTrue(refused.contains("objective of variant '" + variant + "'"), refused);
        }
        assertTrue(PACKED.refusal(TinyData.spec(Map.of())).isEmpty());
    }

    @Test
    void saysWhatAMemberTakes() {
        TrainingTask small = TinyData.task(Map.of());
        TrainingTask large = TinyData.task(Map.of("model.hidden", List.of(48, 8)));
        assertTrue(PACKED.bytes(large) > PACKED.bytes(small));
        assertTrue(PACKED.bytes(small) > 4L * 4 * small.network().parameterCount());
    }

    private static final class Checkpoint implements Checkpoints {
        private TrainingCheckpoint kept;

        @Override
        public Optional<TrainingCheckpoint> latest() {
            return Optional.ofNullable(kept);
        }

        @Override
        public void epochEnded(Supplier<TrainingCheckpoint> checkpoint) {
            TrainingCheckpoint now = checkpoint.get();
            kept = new TrainingCheckpoint(now.state(), List.copyOf(now.curve()));
        }
    }

    private static List<LossTerms> epochs(TrainingSession session, int from, int to) {
        try (session) {
            List<LossTerms> losses = new ArrayList<>();
            for (int epoch = from; epoch <= to; epoch++) {
                losses.add(session.trainEpoch(epoch, (e, step, steps) -> {}));
            }
            return losses;
        }
    }

    private static List<Left> trained(List<TrainingTask> tasks, int epochs) throws Exception {
        List<TrainingSession> sessions = PACKED.open(tasks);
        List<Callable<Left>> work = new ArrayList<>();
        for (int m = 0; m < tasks.size(); m++) {
            TrainingSession session = sessions.get(m);
            TrainingTask task = tasks.get(m);
            work.add(() -> train(opened(session), task, epochs, Checkpoints.NONE));
        }
        return together(work);
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(work, 100, TimeUnit.SECONDS)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** An engine whose session is open already. */
    private static TrainingEngine opened(TrainingSession session) {
        return new OpenedEngine(PACKED, session);
    }

    /** The last epoch is measured, and the one before it. */
    private static Left train(TrainingEngine engine, TrainingTask task, int epochs, Checkpoints checkpoints) {
        List<EpochRecord> curve = new ArrayList<>();
        List<List<Metric>> metrics = new ArrayList<>();
        List<float[]> weights = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void resumed(List<EpochRecord> done) {
                curve.addAll(done);
            }

            @Override
            public void epochEnded(EpochRecord record, Inference current) {
                curve.add(record);
            }

            @Override
            public void reached(
                    int epoch, Supplier<TrainedModel> model, List<EpochRecord> reached, List<Metric> measured) {
                metrics.add(measured);
                weights.add(model.get().parameters());
            }
        };
        try {
            new Trainer(engine)
                    .train(task, new TreeSet<>(Arrays.asList(Math.max(1, epochs - 1), epochs)), listener, checkpoints);
            return new Left(curve, metrics, weights, Optional.empty());
        } catch (TrainingDivergedException e) {
            return new Left(curve, metrics, weights, Optional.of(e.getMessage()));
        }
    }

    private static List<String> withoutTimes(List<EpochRecord> curve) {
        return curve.stream()
                .map(r -> r.epoch() + " " + r.train() + " " + r.validation())
                .toList();
    }
}
