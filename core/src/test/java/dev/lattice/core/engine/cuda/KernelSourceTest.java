package dev.lattice.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainingDivergedException;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.engine.pack.PackEngine;
import dev.lattice.core.engine.pack.PackSamples;
import dev.lattice.core.trial.LossTerms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs on a card, as far as a machine without one can show it. */
@Timeout(300)
class KernelSourceTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sm_75", "sm_80", "sm_90", "sm_120"})
    void compilesForCardsOldAndNew(String architecture) throws Exception {
        Files.writeString(folder.resolve("pack.cu"), CudaProgram.source());
        ProcessBuilder compiler = new ProcessBuilder(
                        "nvcc", "-arch=" + architecture, "-cubin", "-o", "pack.cubin", "pack.cu")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        Process process = null;
        try {
            process = compiler.start();
        } catch (IOException e) {
            Assumptions.abort("no CUDA compiler (nvcc): " + e.getMessage());
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assumptions.assumeFalse(said.contains("Unsupported gpu architecture"), "this nvcc knows no " + architecture);
        assertEquals(0, process.waitFor(), said);
    }

    /** What a member came to: epochs until it diverged, and what it sees afterwards. */
    private record Seen(List<LossTerms> epochs, Optional<String> failure, Inference.Measures looked, float[] weights) {}

    /** The very source and the very launches, with threads that take turns on the CPU, against the fused engine. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "dynamic", "threshold"})
    void kernelsTrainAMixedPackAsTheFusedEngineDoes(String binarization) throws Exception {
        Optional<EmulatedPackDevice.Maker> devices = EmulatedPackDevice.Maker.compiled(folder);
        Assumptions.assumeTrue(devices.isPresent(), "no C++ compiler (g++)");
        List<TrainingTask> tasks = PackSamples.mixed(binarization, "f32");
        List<TrainingSession> sessions = new PackEngine("emulated", devices.get(), new FusedEngine()).open(tasks);
        List<Seen> packed = together(IntStream.range(0, tasks.size())
                .mapToObj(m -> (Callable<Seen>) () -> seen(sessions.get(m), tasks.get(m)))
                .toList());
        for (int m = 0; m < tasks.size(); m++) {
            Seen alone = seen(new FusedEngine().open(tasks.get(m)), tasks.get(m));
            assertAlike(
                    alone,
                    packed.get(m),
                    "member " + m + ", " + tasks.get(m).spec().model());
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
            assertEquals(
                    expected.reconstruction(),
                    actual.reconstruction(),
                    1e-4 * Math.abs(expected.reconstruction()),
                    what);
            assertEquals(expected.kl(), actual.kl(), 1e-4 * expected.kl() + 1e-9, what);
            assertEquals(expected.objective(), actual.objective(), 1e-4 * Math.abs(expected.objective()), what);
        }
        if (alone.failure().isPresent()) {
            return;
        }
        assertArrayEquals(alone.weights(), packed.weights(), 2e-3f, what);
        assertArrayEquals(
                alone.looked().losses().reconstruction(),
                packed.looked().losses().reconstruction(),
                2e-2f,
                what);
        assertArrayEquals(alone.looked().losses().kl(), packed.looked().losses().kl(), 2e-2f, what);
        assertArrayEquals(alone.looked().squaredErrors(), packed.looked().squaredErrors(), 1e-2f, what);
        assertArrayEquals(alone.looked().codes().mean(), packed.looked().codes().mean(), 1e-2f, what);
        assertArrayEquals(
                alone.looked().codes().logVar(), packed.looked().codes().logVar(), 1e-2f, what);
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<Future<T>> futures = threads.invokeAll(work);
            java.util.ArrayList<T> results = new java.util.ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
