package dev.lattice.core.engine.pack;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.trial.LossTerms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has a device train a small pack that the CPU trains too. A device, its driver and its libraries are beyond our tests: before results are
 * taken from one, it shows on this machine that it computes what it should.
 */
public final class DeviceCheck {

    /** Relative difference of a loss that rounding explains after a few steps. */
    public static final double TOLERANCE = 1e-3;

    private static final int SIDE = 8;
    private static final int CLASSES = 3;
    private static final int EPOCHS = 2;

    private DeviceCheck() {}

    /** Returns in one line what a device computes wrongly; empty if nothing. What it throws is thrown. */
    public static Optional<String> failure(PackDevice.Maker devices) {
        List<TrainingTask> tasks = tasks();
        try (Pack expected = new Pack(tasks, new CpuPackDevice.Maker());
                Pack actual = new Pack(tasks, devices)) {
            for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                Map<Integer, Pack.Outcome> right = expected.train(all(epoch, tasks.size()));
                Map<Integer, Pack.Outcome> found = actual.train(all(epoch, tasks.size()));
                for (int m = 0; m < tasks.size(); m++) {
                    String what = tasks.get(m).spec().model().variant() + " in epoch " + epoch;
                    if (found.get(m).failure() != null) {
                        return Optional.of(what + ": " + found.get(m).failure().getMessage());
                    }
                    Optional<String> wrong =
                            wrong(what, right.get(m).terms(), found.get(m).terms());
                    if (wrong.isPresent()) {
                        return wrong;
                    }
                }
            }
            return looksWrong(tasks, expected, actual);
        }
    }

    private static Optional<String> looksWrong(List<TrainingTask> tasks, Pack expected, Pack actual) {
        Map<Integer, Boolean> asked = new LinkedHashMap<>();
        for (int m = 0; m < tasks.size(); m++) {
            asked.put(m, true);
        }
        Map<Integer, Inference.Measures> right = expected.look(asked);
        Map<Integer, Inference.Measures> found = actual.look(asked);
        for (int m = 0; m < tasks.size(); m++) {
            String what = tasks.get(m).spec().model().variant() + " on held-out images";
            Optional<String> wrong = wrong(
                    what, right.get(m).losses().mean(1), found.get(m).losses().mean(1));
            if (wrong.isPresent()) {
                return wrong;
            }
            double error = mean(right.get(m).squaredErrors());
            double measured = mean(found.get(m).squaredErrors());
            if (differ(error, measured)) {
                return Optional.of(what + ": squared error " + measured + " instead of " + error);
            }
        }
        return Optional.empty();
    }

    private static Map<Integer, Pack.Epoch> all(int epoch, int members) {
        Map<Integer, Pack.Epoch> asked = new LinkedHashMap<>();
        for (int m = 0; m < members; m++) {
            asked.put(m, new Pack.Epoch(epoch, (e, step, steps) -> {}));
        }
        return asked;
    }

    private static Optional<String> wrong(String what, LossTerms right, LossTerms found) {
        boolean alike = !differ(right.reconstruction(), found.reconstruction())
                && !differ(right.kl(), found.kl())
                && !differ(right.objective(), found.objective());
        return alike ? Optional.empty() : Optional.of(what + ": " + found + " instead of " + right);
    }

    // Negated, so that what is no number differs.
    private static boolean differ(double right, double found) {
        return !(Math.abs(found - right) <= TOLERANCE * Math.abs(right) + 1e-9);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static List<TrainingTask> tasks() {
        DataSplit data = new DataSplit("check", "check", images(1, 90), images(2, 40), Binarization.NONE);
        return List.of(
                task(data, Map.of("model.hidden", List.of(40), "model.latent", 3)),
                task(data, Map.of("model.variant", "cvae", "model.likelihood", "gaussian", "model.sigma", 0.5)),
                task(data, Map.of("model.variant", "ae", "model.activation", "tanh", "training.optimizer", "rmsprop")),
                task(data, Map.of("model.variant", "beta-vae", "model.hidden", List.of(20, 10), "seed", 7)));
    }

    private static TrainingTask task(DataSplit data, Map<String, Object> settings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "check");
        SpecBinder.put(tree, "dataset.name", "check");
        SpecBinder.put(tree, "model.hidden", List.of(33));
        SpecBinder.put(tree, "model.latent", 5);
        SpecBinder.put(tree, "training.batchSize", 32);
        settings.forEach((key, value) -> SpecBinder.put(tree, key, value));
        return TrainingTask.of(SpecBinder.bind(tree, ExperimentSpec.class), data);
    }

    private static ImageSet images(long key, int count) {
        byte[] pixels = new byte[count * SIDE * SIDE];
        byte[] labels = new byte[count];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) CounterRandom.bits(key, i);
        }
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % CLASSES);
        }
        return new ImageSet(pixels, labels, SIDE, SIDE, CLASSES);
    }
}
