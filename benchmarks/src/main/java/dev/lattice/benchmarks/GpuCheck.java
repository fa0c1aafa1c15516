package dev.lattice.benchmarks;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Precision;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.cuda.CudaEngine;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.engine.pack.PackDevice;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.trial.LossTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a card is worth: whether it trains as the CPU does, and how fast. Exits with 0, with 1 where a loss is wrong, with 2 where there is
 * no card that can be used.
 */
public final class GpuCheck {

    private static final int[] PACKS = {1, 5, 25, 125};
    private static final int[] BATCHES = {100, 200, 300, 400, 500};
    private static final int[] HIDDEN = {400, 500, 600, 700, 800};
    private static final int[] LATENT = {8, 16, 32, 64, 128};
    private static final int GRID_RATES = 5;
    private static final int GRID_EPOCHS = 50;
    private static final double GRID_IMAGES = 54_000;
    private static final int SQUARE = 4096;
    private static final double TOLERANCE = 1e-3;

    private final PackDevice.Maker devices = CudaEngine.devices();
    private final DataSplit data;
    private final int timedEpochs;
    private final int square;

    private GpuCheck(DataSplit data, int timedEpochs, int square) {
        this.data = data;
        this.timedEpochs = timedEpochs;
        this.square = square;
    }

    /**
     * Checks and measures.
     *
     * @param arguments number of images, epochs to time, and {@code mnist}, or nothing for images of noise
     */
    public static void main(String... arguments) {
        Optional<String> missing = CudaEngine.devices().refusal();
        if (missing.isPresent()) {
            System.err.println("gpu-check: " + missing.get());
            System.exit(2);
        }
        int images = Integer.parseInt(arguments[0]);
        int epochs = Integer.parseInt(arguments[1]);
        ImageSet train = (arguments.length > 2 ? new Images().mnist().train() : noise(images)).first(images);
        DataSplit data = new DataSplit("gpu", "gpu", train, train.first(500), Binarization.NONE);
        // A small job, such as on a GPU made of software, multiplies small squares.
        GpuCheck check = new GpuCheck(data, epochs, images < 10_000 ? 64 : SQUARE);
        System.out.println(CudaEngine.describe() + "; a small pack trained as on the CPU.\n");
        boolean alike = check.losses();
        check.speed(images < 10_000 ? new int[] {1, 5} : PACKS);
        System.exit(alike ? 0 : 1);
    }

    private static ImageSet noise(int count) {
        int side = 28;
        byte[] pixels = new byte[count * side * side];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = CounterRandom.uniform(1, i) < 0.19f ? (byte) CounterRandom.bits(2, i) : 0;
        }
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 10);
        }
        return new ImageSet(pixels, labels, side, side, 10);
    }

    private TrainingTask task(int batch, int hidden, int latent, int seed, Map<String, Object> more) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "gpu");
        tree.put("seed", seed);
        SpecBinder.put(tree, "dataset.name", "gpu");
        SpecBinder.put(tree, "model.hidden", List.of(hidden));
        SpecBinder.put(tree, "model.latent", latent);
        SpecBinder.put(tree, "training.batchSize", batch);
        more.forEach((key, value) -> SpecBinder.put(tree, key, value));
        return TrainingTask.of(SpecBinder.bind(tree, ExperimentSpec.class), data);
    }

    /** Prints the losses of an epoch of each variant beside the fused engine's; returns whether all agree. */
    private boolean losses() {
        List<TrainingTask> tasks = List.of(
                task(128, 400, 20, 1, Map.of()),
                task(128, 400, 20, 1, Map.of("model.variant", "cvae")),
                task(128, 400, 20, 1, Map.of("model.variant", "ae")),
                task(128, 600, 32, 2, Map.of("model.variant", "beta-vae", "model.beta", 4)),
                task(128, 800, 128, 3, Map.of("model.likelihood", "gaussian", "model.sigma", 0.2)));
        List<LossTerms> card = new TimedPack(new CudaEngine(), tasks).losses();
        boolean alike = true;
        System.out.println("| variant, after one epoch | objective on the card | fused | relative difference |");
        System.out.println("| --- | --- | --- | --- |");
        for (int m = 0; m < tasks.size(); m++) {
            double right = new TimedPack(new FusedEngine(), tasks.subList(m, m + 1))
                    .losses()
                    .get(0)
                    .objective();
            double found = card.get(m).objective();
            double difference = Math.abs(found - right) / Math.abs(right);
            alike &= difference <= TOLERANCE;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.4f | %.4f | %.1e%s |%n",
                    tasks.get(m).spec().model().variant(),
                    found,
                    right,
                    difference,
                    difference <= TOLERANCE ? "" : " WRONG");
        }
        System.out.println();
        return alike;
    }

    private void speed(int... packs) {
        double rate = matrixRate(Precision.F32);
        System.out.printf(Locale.ROOT, "Matrix products of %d x %d: %.2f TFLOP/s in f32", square, square, rate / 1e12);
        System.out.println(
                devices.supports(Precision.BF16)
                        ? String.format(
                                Locale.ROOT, ", %.2f with operands in bf16.%n", matrixRate(Precision.BF16) / 1e12)
                        : ".\n");
        System.out.println("| trainings in a pack (128, 400, 20) | images/s | of the f32 rate |");
        System.out.println("| --- | --- | --- |");
        for (int members : packs) {
            List<TrainingTask> tasks = IntStream.rangeClosed(1, members)
                    .mapToObj(seed -> task(128, 400, 20, seed, Map.of()))
                    .toList();
            double imagesPerSecond = new TimedPack(new CudaEngine(), tasks).imagesPerSecond(timedEpochs);
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %,.0f | %.0f %% |%n",
                    members,
                    imagesPerSecond,
                    100 * imagesPerSecond * floatingPoint(tasks.get(0)) / rate);
        }
        System.out.println();
        grid(packs[packs.length - 1]);
    }

    /** Times a pack of each batch size of the published grid, and says what all of it would take. */
    private void grid(int most) {
        System.out.println(
                "| mnist-grid, batch size | trainings in the pack | images/s | the grid's 125 trainings, s |");
        System.out.println("| --- | --- | --- | --- |");
        double seconds = 0;
        for (int batch : BATCHES) {
            List<TrainingTask> tasks = new ArrayList<>();
            for (int rate = 0; rate < GRID_RATES; rate++) {
                for (int hidden : HIDDEN) {
                    for (int latent : LATENT) {
                        if (tasks.size() < most) {
                            tasks.add(task(batch, hidden, latent, rate, Map.of()));
                        }
                    }
                }
            }
            double imagesPerSecond = new TimedPack(new CudaEngine(), tasks).imagesPerSecond(1);
            double all = HIDDEN.length * LATENT.length * GRID_RATES * GRID_EPOCHS * GRID_IMAGES / imagesPerSecond;
            seconds += all;
            System.out.printf(Locale.ROOT, "| %d | %d | %,.0f | %.0f |%n", batch, tasks.size(), imagesPerSecond, all);
        }
        System.out.printf(
                Locale.ROOT,
                "%nmnist-grid, all 3,125 cells on 54,000 images: %.1f minutes of training, extrapolated.%n",
                seconds / 60);
    }

    /** Returns the operations of an image's part of a step: forward, and backward but for the gradient of the input. */
    private static double floatingPoint(TrainingTask task) {
        double forward = task.network().products();
        double first = task.network().encoder().get(0).products();
        return 2 * (3 * forward - first);
    }

    private double matrixRate(Precision precision) {
        return TimedPack.matrixRate(devices, data, precision, square);
    }
}
