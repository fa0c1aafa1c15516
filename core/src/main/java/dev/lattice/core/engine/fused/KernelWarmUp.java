package dev.lattice.core.engine.fused;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * Runs the kernels of a training step on a few small numbers until Java has compiled them. Before that they take a hundred times as long:
 * left to the first training, its first steps are as slow, while a program that has only begun still reads options and images and has a
 * core to spare.
 *
 * <p>No native library is called, so that a process may end at any time.
 */
public final class KernelWarmUp {

    // Whole vectors and a rest, of up to 16 lanes: both ways of a loop are to be compiled.
    private static final int PIXELS = 212;
    private static final int HIDDEN = 40;
    private static final int LATENT = 24;
    private static final int ROWS = 4;
    private static final int PARAMETERS = 500;

    /** A round is so much faster when its kernels are compiled. */
    private static final int FASTER = 40;

    private static final int FAST_ROUNDS = 10;
    private static final long MOST_NANOS = 3_000_000_000L;

    private final Kernels kernels;
    private final ImageSource images = new ImageSource(ROWS, PIXELS, ByteBuffer.allocateDirect(ROWS * PIXELS));
    private final int[] order = IntStream.range(0, ROWS).toArray();
    private final Floats pixels;
    private final Floats logits;
    private final Floats hidden;
    private final Floats hiddenGradient;
    private final Floats heads;
    private final Floats latent;
    private final Floats latentGradient;
    private final Floats noise;
    private final Floats bias;
    private final Floats sums;
    private final Floats losses;
    private final Floats[] flat = new Floats[4];

    private KernelWarmUp(Kernels kernels, Workspace workspace) {
        this.kernels = kernels;
        pixels = workspace.floats((long) ROWS * PIXELS);
        logits = workspace.floats((long) ROWS * PIXELS);
        hidden = workspace.floats((long) ROWS * HIDDEN);
        hiddenGradient = workspace.floats((long) ROWS * HIDDEN);
        heads = workspace.floats(ROWS * 2L * LATENT);
        latent = workspace.floats((long) ROWS * LATENT);
        latentGradient = workspace.floats((long) ROWS * LATENT);
        noise = workspace.floats((long) ROWS * LATENT);
        bias = workspace.floats(PIXELS);
        sums = workspace.floats(PIXELS);
        losses = workspace.floats(ROWS);
        for (int i = 0; i < flat.length; i++) {
            flat[i] = workspace.floats(PARAMETERS);
        }
    }

    /** Begins, in a thread of its own that ends by itself. */
    public static void start() {
        Thread thread = new Thread(KernelWarmUp::run, "lattice-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns the rounds that it took; 0 where the kernels need none. */
    static int run() {
        Kernels kernels = FusedBackend.kernels();
        if (kernels instanceof PlainKernels) {
            return 0;
        }
        // A second kind of buffer, which model files are written through, has the compiler take back what it compiled
        // for the only one.
        ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        try (Workspace workspace = new Workspace()) {
            return new KernelWarmUp(kernels, workspace).rounds();
        }
    }

    private int rounds() {
        // The first one loads classes.
        step(1);
        long end = System.nanoTime() + MOST_NANOS;
        long slowest = 0;
        int fast = 0;
        int round = 1;
        while (fast < FAST_ROUNDS && System.nanoTime() < end) {
            round++;
            long begin = System.nanoTime();
            step(round);
            long took = System.nanoTime() - begin;
            slowest = Math.max(slowest, took);
            fast = took * FASTER < slowest ? fast + 1 : 0;
        }
        return round;
    }

    private void step(int round) {
        kernels.gather(images, order, 0, ROWS, Binarization.NONE, pixels);
        kernels.biasActivation(Activation.RELU, ROWS, HIDDEN, hidden, bias.slice(0, HIDDEN));
        kernels.reparameterize(ROWS, LATENT, round, 0, heads, bias.slice(0, 2 * LATENT), latent, noise, losses);
        kernels.bernoulliOutput(ROWS, PIXELS, 1f, logits, bias, pixels, losses, sums);
        kernels.activationBackward(Activation.RELU, ROWS, HIDDEN, hiddenGradient, hidden, sums.slice(0, HIDDEN));
        kernels.latentGradient(ROWS, LATENT, 1f, latentGradient, noise, heads, sums.slice(0, 2 * LATENT));
        kernels.update(OptimizerStep.adam(1e-3, round), flat[0], flat[1], flat[2], flat[3]);
        kernels.squaredError(ROWS, PIXELS, logits, bias, pixels, losses, sums);
        kernels.sum(losses);
    }
}
