package dev.lattice.core.engine;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.random.CounterRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small images with something to learn: each class is a fixed random pattern with noise. */
public final class TinyData {

    /** Rows and columns of an image. */
    public static final int SIDE = 6;

    /** Number of classes. */
    public static final int CLASSES = 4;

    /** Settings of a network with convolutions of every kind: to and from one channel, with and without a stride. */
    public static final Map<String, Object> CONVOLUTIONS = Map.of(
            "model.conv.filters", List.of(4, 6, 5), "model.conv.strides", List.of(1, 2, 1), "model.hidden", List.of());

    /** Options of variants, none at its default, that keep every term of the objective in sight. */
    public static final Map<String, Map<String, Object>> OPTIONS = Map.of(
            "beta-vae", Map.of("model.beta", 2.5),
            "iwae", Map.of("model.importanceSamples", 4),
            "wae-mmd", Map.of("model.lambda", 30, "model.kernelScales", List.of(0.5, 2)),
            "info-vae", Map.of("model.alpha", 0.25, "model.lambda", 20, "model.kernelScales", List.of(0.5, 2)),
            "beta-tcvae", Map.of("model.beta", 2.5));

    private TinyData() {}

    /** Returns {@code count} images, which depend on {@code key}. */
    public static ImageSet images(long key, int count) {
        byte[] pixels = new byte[count * SIDE * SIDE];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % CLASSES);
            for (int p = 0; p < SIDE * SIDE; p++) {
                float pattern = CounterRandom.uniform(99, labels[i] * SIDE * SIDE + p) < 0.3f ? 200 : 0;
                float noise = 50 * CounterRandom.uniform(key, i * SIDE * SIDE + p);
                pixels[i * SIDE * SIDE + p] = (byte) (pattern + noise);
            }
        }
        return new ImageSet(pixels, labels, SIDE, SIDE, CLASSES);
    }

    /** Returns a specification with settings such as {@code model.variant=vae}; lists and numbers are given as objects. */
    public static ExperimentSpec spec(Map<String, Object> settings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "tiny");
        SpecBinder.put(tree, "dataset.name", "tiny");
        SpecBinder.put(tree, "model.hidden", List.of(12, 8));
        SpecBinder.put(tree, "model.latent", 3);
        SpecBinder.put(tree, "training.batchSize", 16);
        SpecBinder.put(tree, "training.learningRate", 0.01);
        settings.forEach((k, v) -> SpecBinder.put(tree, k, v));
        return SpecBinder.bind(tree, ExperimentSpec.class);
    }

    /** Returns a task of 70 training and 30 validation images, so that the last batch of 16 is smaller. */
    public static TrainingTask task(Map<String, Object> settings) {
        ExperimentSpec spec = spec(settings);
        return TrainingTask.of(
                spec,
                new DataSplit(
                        "tiny",
                        "0",
                        images(1, 70),
                        images(2, 30),
                        spec.dataset().binarization()));
    }
}
