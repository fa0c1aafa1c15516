package dev.lattice.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingStoppedException;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.engine.pack.PackDevice;
import dev.lattice.core.engine.pack.PackEngine;
import dev.lattice.core.engine.pack.PackSamples;
import dev.lattice.core.trial.LossTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Trains a mixed pack on the card that the process finds and compares it with the fused engine, member by member. */
final class PackOnCard {

    private PackOnCard() {}

    /** What a member came to: epochs until it diverged, and what it sees afterwards. */
    private record Seen(List<LossTerms> epochs, Optional<String> failure, Inference.Measures looked, float[] weights) {}

    /**
     * Prints {@code alike N members on CARD} if all is well.
     *
     * @param arguments a kind of binarization
     */
    public static void main(String... arguments) throws Exception {
        PackDevice.Maker devices = (PackDevice.Maker) Class.forName("dev.lattice.core.engine.cuda.CudaDevices")
                .getDeclaredConstructor()
                .newInstance();
        String missing =
                devices.refusal().or(() -> InstalledCuda.check(devices)).orElse("");
        if (!missing.isEmpty()) {
            throw new IllegalStateException(missing);
        }
        long before = devices.freeBytes();
        int members = compare(devices, arguments[0]);
        assertEquals(before, devices.freeBytes(), "bytes left on the card");
        System.out.println("alike " + members + " members on " + devices);
        System.exit(0);
    }

    private static int compare(PackDevice.Maker devices, String binarization) throws Exception {
        List<TrainingTask> tasks = PackSamples.mixed(binarization, "f32");
        TrainingEngine engine = new PackEngine("card", devices, new FusedEngine());
        List<TrainingSession> sessions = engine.packing().orElseThrow().open(tasks);
        List<Callable<Seen>> work = new ArrayList<>(IntStream.range(0, tasks.size())
                .mapToObj(m -> (Callable<Seen>) () -> seen(sessions.get(m), tasks.get(m)))
                .toList());
        work.set(1, () -> stopped(sessions.get(1)));
        List<Seen> packed = together(work);
        for (int m = 0; m < tasks.size(); m++) {
            if (m != 1) {
                Seen alone = seen(new FusedEngine().open(tasks.get(m)), tasks.get(m));
                assertAlike(
                        alone,
                        packed.get(m),
                        "member " + m + ", " + tasks.get(m).spec().model());
            }
        }
        return tasks.size();
    }

    private static Seen stopped(TrainingSession session) {
        try (session) {
            session.trainEpoch(1, (epoch, step, steps) -> {
                if (step == 3) {
                    throw new TrainingStoppedException();
                }
            });
            throw new IllegalStateException("went on although it was stopped");
        } catch (TrainingStoppedException e) {
            return new Seen(List.of(), Optional.empty(), null, null);
        }
    }

    private static Seen seen(TrainingSession session, TrainingTask task) {
        try (session) {
            LossTerms first;
            LossTerms second;
            try {
                first = session.trainEpoch(1, (epoch, step, steps) -> {});
                second = session.trainEpoch(2, (epoch, step, steps) -> {});
            } catch (TrainingDivergedException e) {
                return new Seen(List.of(), Optional.of("epoch " + e.epoch() + ", step " + e.step()), null, null);
            }
            Inference.Input input =
                    new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds());
            Inference.Measures looked = session.measure(input);
            return new Seen(List.of(first, second), Optional.empty(), looked, session.parameters());
        }
    }

    private static void assertAlike(Seen alone, Seen packed, String what) {
        assertEquals(alone.failure(), packed.failure(), what);
        assertEquals(alone.epochs().size(), packed.epochs().size(), what);
        for (int e = 0; e < alone.epochs().size(); e++) {
            LossTerms expected = alone.epochs().get(e);
            LossTerms actual = packed.epochs().get(e);
            double reconstruction = expected.reconstruction();
            assertEquals(reconstruction, actual.reconstruction(), 1e-4 * Math.abs(reconstruction), what);
            assertEquals(expected.kl(), actual.kl(), 1e-4 * expected.kl() + 1e-9, what);
            assertEquals(expected.objective(), actual.objective(), 1e-4 * Math.abs(expected.objective()), what);
        }
        if (alone.failure().isPresent()) {
            return;
        }
        assertArrayEquals(alone.weights(), packed.weights(), 2e-3f, what);
        Inference.Measures expected = alone.looked();
        Inference.Measures actual = packed.looked();
        assertArrayEquals(expected.losses().reconstruction(), actual.losses().reconstruction(), 2e-2f, what);
        assertArrayEquals(expected.losses().kl(), actual.losses().kl(), 2e-2f, what);
        assertArrayEquals(expected.squaredErrors(), actual.squaredErrors(), 1e-2f, what);
        assertArrayEquals(expected.codes().mean(), actual.codes().mean(), 1e-2f, what);
        assertArrayEquals(expected.codes().logVar(), actual.codes().logVar(), 1e-2f, what);
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(work)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
