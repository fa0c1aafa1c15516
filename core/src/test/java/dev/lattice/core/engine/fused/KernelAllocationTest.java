package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.lattice.core.objective.MeanDiscrepancy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pass that outgrew the compiler allocates about a hundred bytes a vector; this finds it. */
@Tag("slow")
final class KernelAllocationTest {

    private static final int ROWS = 64;
    private static final int COLUMNS = 256;
    private static final int MAX_BYTES_PER_CALL = 4096;
    private static final int MAX_ROUNDS = 30;

    /** In a process of its own, as a training is: what the compiler makes of a kernel depends on what ran before it. */
    @Test
    void compiledKernelsAllocateNoVectors() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX") || option.startsWith("--add-"))
                .forEach(command::add);
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of("-cp", classes, KernelAllocationTest.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("every kernel"), output);
    }

    /** Runs every kernel until it is compiled; fails if one goes on allocating. */
    public static void main(String[] args) {
        try (Workspace workspace = new Workspace()) {
            Kernels kernels = new VectorKernels();
            Floats a = workspace.floats(ROWS * COLUMNS);
            Floats b = workspace.floats(ROWS * COLUMNS);
            Floats heads = workspace.floats(2 * ROWS * COLUMNS);
            Floats bias = workspace.floats(COLUMNS);
            Floats sums = workspace.floats(COLUMNS);
            Floats twoSums = workspace.floats(2 * COLUMNS);
            Floats losses = workspace.floats(ROWS);
            Floats gradient = workspace.floats(ROWS * COLUMNS);
            Floats headsGradient = workspace.floats(2 * ROWS * COLUMNS);
            Floats moments = heads.slice(0, a.length());
            check("tanh", () -> kernels.biasActivation(Activation.TANH, ROWS, COLUMNS, a, bias));
            check("relu", () -> kernels.biasActivation(Activation.RELU, ROWS, COLUMNS, a, bias));
            check("backward", () -> kernels.activationBackward(Activation.RELU, ROWS, COLUMNS, a, b, sums));
            check("bernoulli", () -> kernels.bernoulliOutput(ROWS, COLUMNS, 1f, a, bias, b, losses, sums));
            check("gaussian", () -> kernels.gaussianOutput(ROWS, COLUMNS, 1f, 1f, a, bias, b, losses, sums));
            Floats image = b.slice(0, COLUMNS);
            check("bernoulli loss", () -> kernels.bernoulliLoss(ROWS, COLUMNS, a, bias, image, losses));
            check("gaussian loss", () -> kernels.gaussianLoss(ROWS, COLUMNS, 1f, a, bias, image, losses));
            check("squared error", () -> kernels.squaredError(ROWS, COLUMNS, a, bias, b, losses));
            check("sample", () -> kernels.reparameterize(ROWS, COLUMNS, 1, 0, heads, twoSums, a, b, losses));
            check("latent", () -> kernels.latentGradient(ROWS, COLUMNS, 0.1f, a, b, heads, twoSums));
            for (MeanDiscrepancy.Kernel kind : MeanDiscrepancy.Kernel.values()) {
                MeanDiscrepancy term = new MeanDiscrepancy(1, kind, List.of(0.5, 1.0));
                check(kind.name(), () -> kernels.meanDiscrepancy(term, ROWS, COLUMNS, 1e-3f, a, b, gradient));
            }
            check(
                    "correlation",
                    () -> kernels.totalCorrelation(ROWS, COLUMNS, 1e-3f, a, heads, gradient, headsGradient));
            SparseRows rows = new SparseRows(ROWS, COLUMNS);
            ImageSource images = new ImageSource(ROWS, COLUMNS, ByteBuffer.allocateDirect(ROWS * COLUMNS));
            int[] order = IntStream.range(0, ROWS).toArray();
            for (int i = 0; i < images.bytes().capacity(); i += 7) {
                images.bytes().put(i, (byte) i);
            }
            check("gather", () -> kernels.gather(images, order, 0, ROWS, Binarization.NONE, gradient));
            check("read", () -> rows.read(images, order, 0, gradient));
            Floats weights = workspace.floats(COLUMNS * COLUMNS);
            kernels.sparse().ifPresent(sparse -> {
                check("sparse", () -> sparse.product(rows, COLUMNS, weights, a));
                check("sparse gradient", () -> sparse.weightGradient(rows, COLUMNS, a, weights));
            });
            check("adam", () -> kernels.update(OptimizerStep.adam(1e-3, 1), a, b, moments, b));
            System.out.println("every kernel");
        }
    }

    /** The compiler works beside the test, on a busy machine much later: what counts is that it gets there. */
    private static void check(String name, Runnable kernel) {
        long perCall = Long.MAX_VALUE;
        for (int round = 0; round < MAX_ROUNDS && perCall >= MAX_BYTES_PER_CALL; round++) {
            for (int i = 0; i < 4_000; i++) {
                kernel.run();
            }
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                kernel.run();
            }
            perCall = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
        }
        assertTrue(perCall < MAX_BYTES_PER_CALL, name + " allocates " + perCall + " bytes a call");
    }
}
