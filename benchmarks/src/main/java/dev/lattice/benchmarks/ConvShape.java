package dev.lattice.benchmarks;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The size of a training step of the bundled experiment mnist-conv and of {@code peers/pytorch_conv_vae.py}.
 *
 * @param batch images of a step
 * @param filters of each convolution
 * @param latent dimensions of z
 */
public record ConvShape(int batch, int filters, int latent) {

    /** The size of mnist-conv, and a smaller network. */
    public static final List<ConvShape> PUBLISHED = List.of(new ConvShape(64, 64, 2), new ConvShape(64, 32, 2));

    /** Returns the experiment of this shape. */
    public ExperimentSpec experiment() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "benchmark");
        SpecBinder.put(tree, "dataset.name", "mnist");
        SpecBinder.put(tree, "dataset.validation", 0);
        SpecBinder.put(tree, "model.conv.filters", List.of(filters, filters, filters, filters));
        SpecBinder.put(tree, "model.conv.strides", List.of(1, 2, 2, 1));
        SpecBinder.put(tree, "model.latent", latent);
        SpecBinder.put(tree, "model.activation", "leaky-relu");
        SpecBinder.put(tree, "model.likelihood", "gaussian");
        SpecBinder.put(tree, "model.sigma", Math.sqrt(0.5));
        SpecBinder.put(tree, "training.batchSize", batch);
        SpecBinder.put(tree, "training.learningRate", 0.0005);
        return SpecBinder.bind(tree, ExperimentSpec.class);
    }

    @Override
    public String toString() {
        return batch + "," + filters + "," + latent;
    }
}
