package dev.lattice.core.engine.pack;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainingTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Packs to test with. */
public final class PackSamples {

    private PackSamples() {}

    /** Returns tasks over the same images: every variant, likelihood, activation and optimizer, unlike shapes and seeds; two diverge. */
    public static List<TrainingTask> mixed(String binarization, String precision) {
        DataSplit data = new DataSplit(
                "tiny",
                "0",
                TinyData.images(1, 70),
                TinyData.images(2, 30),
                Binarization.valueOf(binarization.toUpperCase(Locale.ROOT)));
        List<Map<String, Object>> all = List.of(
                Map.of(),
                Map.of("model.hidden", List.of(20), "model.latent", 5, "seed", 3),
                Map.of("model.variant", "cvae", "model.hidden", List.of(9, 7, 5), "training.learningRate", 0.003),
                Map.of("model.variant", "ae", "training.optimizer", "adamw", "training.weightDecay", 0.01),
                Map.of("model.variant", "beta-vae", "model.beta", 3, "model.warmupEpochs", 2, "seed", 3),
                Map.of("model.likelihood", "gaussian", "model.sigma", 0.5, "model.activation", "tanh"),
                Map.of("training.optimizer", "sgd", "training.learningRate", 1e30),
                Map.of("training.optimizer", "rmsprop", "model.activation", "leaky_relu", "model.latent", 1),
                Map.of("model.variant", "cvae", "model.likelihood", "gaussian", "model.hidden", List.of(3), "seed", 5),
                Map.of("model.variant", "ae", "model.hidden", List.of(16, 4), "training.optimizer", "sgd"),
                Map.of("model.hidden", List.of(1), "model.latent", 2),
                Map.of("model.variant", "ae", "training.optimizer", "sgd", "training.learningRate", 1e38, "seed", 9),
                Map.of("model.variant", "cvae", "training.optimizer", "adamw", "model.activation", "tanh"),
                Map.of("model.variant", "beta-vae", "model.beta", 0.1, "model.hidden", List.of(33)));
        List<TrainingTask> tasks = new ArrayList<>();
        for (Map<String, Object> settings : all) {
            Map<String, Object> with = new TreeMap<>(settings);
            with.put("training.precision", precision);
            with.put("dataset.binarization", binarization);
            tasks.add(TrainingTask.of(TinyData.spec(with), data));
        }
        return tasks;
    }
}
