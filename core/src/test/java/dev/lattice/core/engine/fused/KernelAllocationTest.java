package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pass that outgrew the compiler allocates about a hundred bytes a vector; this finds it. */
@Tag("slow")
final class KernelAllocationTest {

    private static final int ROWS = 64;
    private static final int COLUMNS = 256;
    private static final int MAX_BYTES_PER_CALL = 4096;

    @Test
    void compiledKernelsAllocateNoVectors() {
        try (Workspace workspace = new Workspace()) {
            Kernels kernels = new VectorKernels();
            Floats a = workspace.floats(ROWS * COLUMNS);
            Floats b = workspace.floats(ROWS * COLUMNS);
            Floats heads = workspace.floats(2 * ROWS * COLUMNS);
            Floats bias = workspace.floats(COLUMNS);
            Floats sums = workspace.floats(COLUMNS);
            Floats twoSums = workspace.floats(2 * COLUMNS);
            Floats losses = workspace.floats(ROWS);
            Floats moments = heads.slice(0, a.length());
            check("tanh", () -> kernels.biasActivation(Activation.TANH, ROWS, COLUMNS, a, bias));
            check("relu", () -> kernels.biasActivation(Activation.RELU, ROWS, COLUMNS, a, bias));
            check("backward", () -> kernels.activationBackward(Activation.RELU, ROWS, COLUMNS, a, b, sums));
            check("bernoulli", () -> kernels.bernoulliOutput(ROWS, COLUMNS, 1f, a, bias, b, losses, sums));
            check("gaussian", () -> kernels.gaussianOutput(ROWS, COLUMNS, 1f, 1f, a, bias, b, losses, sums));
            check("sample", () -> kernels.reparameterize(ROWS, COLUMNS, 1, 0, heads, twoSums, a, b, losses));
            check("latent", () -> kernels.latentGradient(ROWS, COLUMNS, 0.1f, a, b, heads, twoSums));
            check("adam", () -> kernels.update(OptimizerStep.adam(1e-3, 1), a, b, moments, b));
        }
    }

    private static void check(String name, Runnable kernel) {
        for (int i = 0; i < 12_000; i++) {
            kernel.run();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            kernel.run();
        }
        long perCall = (threads.getCurrentThreadAllocatedBytes() - before) / 100;
        assertTrue(perCall < MAX_BYTES_PER_CALL, name + " allocates " + perCall + " bytes a call");
    }
}
