package dev.lattice.benchmarks;

import dev.lattice.core.engine.fused.Activation;
import dev.lattice.core.engine.fused.Floats;
import dev.lattice.core.engine.fused.Kernels;
import dev.lattice.core.engine.fused.OptimizerStep;
import dev.lattice.core.engine.fused.PlainKernels;
import dev.lattice.core.engine.fused.VectorKernels;
import dev.lattice.core.engine.fused.Workspace;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Each kernel of a training step alone, at the sizes of the 784-400-20 and the 784-800-128 network. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
// A small heap: whatever a kernel allocates shows as collections.
@Fork(
        value = 3,
        jvmArgsAppend = {
            "-Xmx256m",
            "--add-modules=jdk.incubator.vector",
            "--add-exports=java.base/jdk.internal.vm.vector=ALL-UNNAMED",
            "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"
        })
public class KernelsBenchmark {

    @Param({"128,400,20", "500,800,128"})
    private String shape;

    @Param({"vector", "plain"})
    private String implementation;

    private final Workspace workspace = new Workspace();
    private Kernels kernels;
    private int rows;
    private int hidden;
    private int latent;
    private Floats pixels;
    private Floats logits;
    private Floats bias;
    private Floats sums;
    private Floats losses;
    private Floats activations;
    private Floats gradients;
    private Floats heads;
    private Floats codes;
    private Floats noise;
    private Floats parameters;
    private Floats parameterGradient;
    private Floats first;
    private Floats second;

    /** Takes the buffers. */
    @Setup(Level.Trial)
    public void prepare() {
        Shape size = Shape.parse(shape);
        kernels = implementation.equals("vector") ? new VectorKernels() : new PlainKernels();
        rows = size.batch();
        hidden = size.hidden();
        latent = size.latent();
        pixels = filled(rows * Shape.PIXELS);
        logits = filled(rows * Shape.PIXELS);
        bias = filled(Math.max(Shape.PIXELS, hidden));
        sums = filled(Math.max(Shape.PIXELS, hidden));
        losses = filled(rows);
        activations = filled(rows * hidden);
        gradients = filled(rows * hidden);
        heads = filled(rows * 2 * latent);
        codes = filled(rows * latent);
        noise = filled(rows * latent);
        int count = 2 * Shape.PIXELS * hidden + 3 * hidden * latent;
        parameters = filled(count);
        parameterGradient = filled(count);
        first = filled(count);
        second = filled(count);
    }

    /** Frees them. */
    @TearDown(Level.Trial)
    public void free() {
        workspace.close();
    }

    /** Bias and rectifier of a hidden layer. */
    @Benchmark
    public Floats biasRectifier() {
        kernels.biasActivation(Activation.RELU, rows, hidden, activations, bias.slice(0, hidden));
        return activations;
    }

    /** Its gradient and the bias gradient. */
    @Benchmark
    public Floats rectifierBackward() {
        kernels.activationBackward(Activation.RELU, rows, hidden, gradients, activations, sums.slice(0, hidden));
        return gradients;
    }

    /** Logits to losses, gradient and bias gradient. */
    @Benchmark
    public Floats bernoulliOutput() {
        kernels.bernoulliOutput(
                rows,
                Shape.PIXELS,
                1f / rows,
                logits,
                bias.slice(0, Shape.PIXELS),
                pixels,
                losses,
                sums.slice(0, Shape.PIXELS));
        return losses;
    }

    /** Logits to losses alone. */
    @Benchmark
    public Floats bernoulliLoss() {
        kernels.bernoulliLoss(rows, Shape.PIXELS, logits, bias.slice(0, Shape.PIXELS), pixels, losses);
        return losses;
    }

    /** Logits to squared errors. */
    @Benchmark
    public Floats squaredError() {
        kernels.squaredError(rows, Shape.PIXELS, logits, bias.slice(0, Shape.PIXELS), pixels, losses);
        return losses;
    }

    /** Noise, sample and KL. */
    @Benchmark
    public Floats reparameterize() {
        // A zero bias, or the heads would grow from call to call.
        kernels.reparameterize(rows, latent, 1, 0, heads, zeroBias(), codes, noise, losses);
        return codes;
    }

    /** Gradient of the heads. */
    @Benchmark
    public Floats latentGradient() {
        kernels.latentGradient(rows, latent, 0f, codes, noise, heads, sums.slice(0, 2 * latent));
        return heads;
    }

    /** One step of Adam over all parameters. */
    @Benchmark
    public Floats adam() {
        kernels.update(OptimizerStep.adam(1e-3, 1000), parameters, parameterGradient, first, second);
        return parameters;
    }

    private Floats zeroBias() {
        Floats zero = bias.slice(0, 2 * latent);
        zero.fill(0f);
        return zero;
    }

    private Floats filled(int count) {
        Floats floats = workspace.floats(count);
        for (int i = 0; i < count; i++) {
            floats.set(i, (i % 97) / 970f);
        }
        return floats;
    }
}
