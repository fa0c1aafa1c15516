package dev.lattice.benchmarks;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Precision;
import dev.lattice.core.config.SpecBinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The size of a training step of the classic 784-hidden-latent-hidden-784 network.
 *
 * @param batch images of a step
 * @param hidden units of the encoder's and of the decoder's hidden layer
 * @param latent dimensions of z
 */
public record Shape(int batch, int hidden, int latent) {

    /** Pixels of an MNIST image. */
    public static final int PIXELS = 784;

    /** The shapes of the published table, small to large. */
    public static final List<Shape> PUBLISHED = List.of(
            new Shape(100, 400, 16), new Shape(128, 400, 20), new Shape(300, 600, 32), new Shape(500, 800, 128));

    /**
     * Returns the shape written as {@code batch,hidden,latent}.
     *
     * @throws IllegalArgumentException if the text is not three numbers
     */
    public static Shape parse(String text) {
        String[] parts = text.split(",");
        if (parts.length != 3) {
            throw new IllegalArgumentException("a shape is `batch,hidden,latent`, but was `" + text + "`");
        }
        return new Shape(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /** Returns floating-point operations of one step's matrix products: a multiplication and an addition count two. */
    public double flops() {
        double forward = 2.0 * batch * hidden * (2.0 * PIXELS + 3.0 * latent);
        double unneeded = 2.0 * batch * hidden * PIXELS;
        // Forward, weight gradient and input gradient; nobody asks for the gradient of the images.
        return 3 * forward - unneeded;
    }

    /** Returns the experiment of this shape, as PyTorch's example trains it, in f32. */
    public ExperimentSpec experiment() {
        return experiment(Precision.F32);
    }

    /** Returns the experiment of this shape in a precision. */
    public ExperimentSpec experiment(Precision precision) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "benchmark");
        SpecBinder.put(tree, "dataset.name", "mnist");
        SpecBinder.put(tree, "dataset.validation", 0);
        SpecBinder.put(tree, "model.hidden", List.of(hidden));
        SpecBinder.put(tree, "model.latent", latent);
        SpecBinder.put(tree, "training.batchSize", batch);
        SpecBinder.put(tree, "training.precision", precision.name().toLowerCase(Locale.ROOT));
        return SpecBinder.bind(tree, ExperimentSpec.class);
    }

    @Override
    public String toString() {
        return batch + "," + hidden + "," + latent;
    }
}
