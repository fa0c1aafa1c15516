package dev.lattice.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.data.DataLocations;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.Datasets;
import dev.lattice.core.data.DownloadListener;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.engine.samediff.SameDiffEngine;
import dev.lattice.core.evaluate.Evaluator;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What correct implementations reach on the real images. The losses are those of PyTorch's own VAE example: 784-400-20, ReLU,
 * Adam 1e-3, batch 128, all 60,000 images, measured with PyTorch 1.13.
 */
@Tag("slow")
class MnistTest {

    private static final double[] PYTORCH_TRAIN = {164.4, 121.6, 114.7, Double.NaN, 109.9};
    private static final double PYTORCH_TEST_AFTER_5 = 108.5;

    private static Dataset mnist;

    @BeforeAll
    static void findData() {
        String data = System.getenv("LATTICE_DATA");
        assumeTrue(data != null, "SKIPPED: LATTICE_DATA names no folder with the real MNIST");
        DataLocations locations =
                DataLocations.of(java.util.Optional.empty(), System.getenv(), Path.of("/nowhere"), true);
        mnist = new Datasets(locations, DownloadListener.SILENT)
                .load(spec(Map.of()).dataset());
    }

    @Test
    void samediffFollowsPyTorchForTwoEpochs() {
        Trained trained = train(new SameDiffEngine(), spec(Map.of("training.epochs", 2, "dataset.validation", 0)));
        assertFollowsPyTorch(trained.curve());
    }

    @Test
    void fusedFollowsPyTorchForFiveEpochsAndOnTheTestImages() {
        Trained trained = train(new FusedEngine(), spec(Map.of("training.epochs", 5, "dataset.validation", 0)));
        assertFollowsPyTorch(trained.curve());
        assertEquals(PYTORCH_TEST_AFTER_5, trained.test().get(Metric.NEGATIVE_ELBO), 1.0);
    }

    @Test
    void aLargerBetaLowersTheKlAndRaisesTheReconstructionLoss() {
        List<Map<String, Double>> results = new ArrayList<>();
        for (double beta : new double[] {0.25, 1, 4}) {
            results.add(train(new FusedEngine(), small(Map.of("model.variant", "beta-vae", "model.beta", beta)))
                    .test());
        }
        for (int i = 1; i < results.size(); i++) {
            assertTrue(results.get(i).get(Metric.KL) < results.get(i - 1).get(Metric.KL), results.toString());
            assertTrue(
                    results.get(i).get(Metric.RECONSTRUCTION)
                            > results.get(i - 1).get(Metric.RECONSTRUCTION),
                    results.toString());
        }
    }

    @Test
    void anAutoencoderReconstructsBetterThanAVaeOfEqualSize() {
        Map<String, Double> ae =
                train(new FusedEngine(), small(Map.of("model.variant", "ae"))).test();
        Map<String, Double> vae =
                train(new FusedEngine(), small(Map.of("model.variant", "vae"))).test();
        assertTrue(ae.get(Metric.RECONSTRUCTION) < vae.get(Metric.RECONSTRUCTION), ae + " " + vae);
        assertTrue(ae.get(Metric.MSE) < vae.get(Metric.MSE), ae + " " + vae);
    }

    @Test
    void aThousandGeneratedDigitsAreTheDigitsAskedFor() {
        // The network of the bundled mnist-cvae.
        int latent = 4;
        ExperimentSpec spec = spec(Map.of(
                "training.epochs",
                15,
                "model.variant",
                "cvae",
                "model.hidden",
                List.of(400, 400),
                "model.latent",
                latent));
        Trained trained = train(new FusedEngine(), spec);
        NearestNeighbours real = new NearestNeighbours(mnist.train(), 5);
        double accuracy = share(IntStream.range(0, 500), i -> {
            float[] image = new float[784];
            IntStream.range(0, 784).forEach(p -> image[p] = mnist.test().pixel(i, p));
            return real.classify(image) == mnist.test().label(i);
        });
        assertTrue(accuracy > 0.93, "the classifier itself is right on real test images in " + accuracy);
        int count = 1000;
        float[] z = new float[count * latent];
        CounterRandom.fillGaussian(new Seeds(1).derive("samples"), 0, z, z.length);
        int[] labels = IntStream.range(0, count).map(i -> i % 10).toArray();
        try (Inference inference = new FusedEngine().load(trained.model())) {
            float[] images = inference.decode(z, labels);
            double right = share(IntStream.range(0, count), i -> {
                float[] image = java.util.Arrays.copyOfRange(images, i * 784, (i + 1) * 784);
                return real.classify(image) == labels[i];
            });
            assertTrue(right >= 0.9, "classified as the label asked for: " + right);
        }
    }

    private static double share(IntStream items, java.util.function.IntPredicate holds) {
        int[] all = items.toArray();
        return IntStream.of(all).filter(holds).count() / (double) all.length;
    }

    private static void assertFollowsPyTorch(List<EpochRecord> curve) {
        for (EpochRecord epoch : curve) {
            double expected = PYTORCH_TRAIN[epoch.epoch() - 1];
            if (!Double.isNaN(expected)) {
                assertEquals(expected, epoch.train().negativeElbo(), 0.03 * expected, "epoch " + epoch.epoch());
            }
        }
    }

    private static ExperimentSpec small(Map<String, Object> settings) {
        Map<String, Object> all = new LinkedHashMap<>(settings);
        all.put("dataset.limit", 10_000);
        all.put("training.epochs", 6);
        return spec(all);
    }

    private static ExperimentSpec spec(Map<String, Object> settings) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", "mnist");
        SpecBinder.put(tree, "dataset.name", "mnist");
        settings.forEach((k, v) -> SpecBinder.put(tree, k, v));
        return SpecBinder.bind(tree, ExperimentSpec.class);
    }

    /** A training's curve and model, and its metrics on the test images by name. */
    private record Trained(List<EpochRecord> curve, TrainedModel model, Map<String, Double> test) {}

    private static Trained train(TrainingEngine engine, ExperimentSpec spec) {
        TrainingTask task = TrainingTask.of(spec, DataSplit.of(mnist, spec.dataset(), new Seeds(spec.seed())));
        List<Trained> result = new ArrayList<>();
        new Trainer(engine).train(task, new TreeSet<>(List.of(spec.training().epochs())), new TrainingListener() {
            @Override
            public void reached(
                    int epochs, Supplier<TrainedModel> reached, List<EpochRecord> curve, List<Metric> metrics) {
                TrainedModel model = reached.get();
                try (Inference inference = engine.load(model)) {
                    Map<String, Double> test = new LinkedHashMap<>();
                    new Evaluator(inference, spec)
                            .metrics(
                                    new Inference.Input(
                                            mnist.test(), task.data().binarization(), task.seeds()),
                                    "test")
                            .forEach(m -> test.put(m.name(), m.value()));
                    result.add(new Trained(curve, model, test));
                }
            }
        });
        return result.get(0);
    }
}
