package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.engine.samediff.SameDiffEngine;
import dev.lattice.core.trial.Bound;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluatorTest {

    @Test
    void errorPerPixelAndTermsAreThoseOfTheImages() {
        TrainingTask task = TinyData.task(Map.of("model.variant", "beta-vae", "model.beta", 3));
        try (TrainingSession session = new SameDiffEngine().open(task)) {
            Inference.Input input =
                    new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds());
            Map<String, Metric> metrics = byName(new Evaluator(session, task.spec()).metrics(input, "validation"));
            assertEquals(
                    meanSquaredError(session, input), metrics.get(Metric.MSE).value(), 1e-9);
            double reconstruction = metrics.get(Metric.RECONSTRUCTION).value();
            double kl = metrics.get(Metric.KL).value();
            assertEquals(reconstruction + kl, metrics.get(Metric.NEGATIVE_ELBO).value());
            assertEquals(reconstruction + 3 * kl, metrics.get(Metric.OBJECTIVE).value(), 1e-12);
            MetricContext context = metrics.get(Metric.NEGATIVE_ELBO).context();
            assertEquals("validation", context.split());
            assertEquals(30, context.images());
            assertEquals(1, context.samples());
        }
    }

    /** What is minimized is then no mean over images. −ELBO is that of every variant. */
    @ParameterizedTest
    @ValueSource(strings = {"info-vae", "beta-tcvae"})
    void aTermOfAllCodesIsInNoMetric(String variant) {
        TrainingTask task = TinyData.task(Map.of("model.variant", variant));
        try (TrainingSession session = new SameDiffEngine().open(task)) {
            Inference.Input input =
                    new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds());
            Map<String, Metric> metrics = byName(new Evaluator(session, task.spec()).metrics(input, "validation"));
            assertFalse(metrics.containsKey(Metric.OBJECTIVE));
            Metric elbo = metrics.get(Metric.NEGATIVE_ELBO);
            assertEquals(
                    metrics.get(Metric.RECONSTRUCTION).value()
                            + metrics.get(Metric.KL).value(),
                    elbo.value());
            assertEquals(1, elbo.context().beta());
            assertEquals(Bound.ELBO, elbo.context().bound());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ae", "wae-mmd"})
    void anAutoencoderHasNoElbo(String variant) {
        TrainingTask task = TinyData.task(Map.of("model.variant", variant));
        try (TrainingSession session = new SameDiffEngine().open(task)) {
            Map<String, Metric> metrics = byName(new Evaluator(session, task.spec())
                    .metrics(
                            new Inference.Input(
                                    task.data().validation(), task.data().binarization(), task.seeds()),
                            "validation"));
            assertFalse(metrics.containsKey(Metric.NEGATIVE_ELBO));
            assertFalse(metrics.containsKey(Metric.KL));
            assertEquals(
                    Bound.NONE, metrics.get(Metric.RECONSTRUCTION).context().bound());
        }
    }

    /** The first 500 of images in the order of their classes are of one class, whose codes leave most of the prior empty. */
    @Test
    void holesAreThoseOfCodesOfEveryClass() {
        ImageSet cyclic = TinyData.images(3, 2000);
        int perClass = 2000 / TinyData.CLASSES;
        int[] byClass = IntStream.range(0, 2000)
                .map(i -> i % perClass * TinyData.CLASSES + i / perClass)
                .toArray();
        TrainingTask task = TinyData.task(Map.of("model.latent", 2));
        try (TrainingSession session = new SameDiffEngine().open(task)) {
            for (int epoch = 1; epoch <= 40; epoch++) {
                session.trainEpoch(epoch, (e, s, n) -> {});
            }
            double mixed = holes(session, task, cyclic);
            assertEquals(mixed, holes(session, task, cyclic.select(byClass)), 0.1);
            double one = holes(session, task, cyclic.select(Arrays.copyOf(byClass, perClass)));
            assertTrue(one > mixed + 0.2, "a case that says nothing: " + one + " " + mixed);
        }
    }

    private static double holes(Inference inference, TrainingTask task, ImageSet images) {
        Inference.Input input = new Inference.Input(images, task.data().binarization(), task.seeds());
        return byName(new Evaluator(inference, task.spec()).metrics(input, "test"))
                .get(Metric.HOLES)
                .value();
    }

    /** Errors at the mean of the code have no noise but that of the images. */
    @ParameterizedTest
    @ValueSource(strings = {"static", "dynamic"})
    void seedsOfOneSplitAreMeasuredOnTheSameBinaryImages(String binarization) {
        TrainingTask one = TinyData.task(Map.of("dataset.binarization", binarization, "seed", 1));
        TrainingTask repeat = new TrainingTask(one.spec().repeated(2), one.network(), one.data());
        try (TrainingSession session = new FusedEngine().open(one)) {
            assertArrayEquals(errors(session, one), errors(session, repeat));
        }
    }

    private static float[] errors(Inference inference, TrainingTask task) {
        return inference
                .measure(new Inference.Input(
                        task.data().validation(), task.data().binarization(), task.seeds()))
                .squaredErrors();
    }

    @Test
    void aDimensionIsActiveAboveTheStatedVariance() {
        // Variances over the images: 0 and (0.19 / 2)² are not above the threshold of 0.01, (0.21 / 2)² is.
        Inference.Codes codes = new Inference.Codes(3, new float[] {5, 0, 0, 5, 0.19f, 0.21f}, new float[0]);
        assertEquals(1, LatentStatistics.activeUnits(codes));
    }

    @Test
    void contextsDifferByTheNamedFields() {
        TrainingTask grey = TinyData.task(Map.of());
        TrainingTask binary = TinyData.task(Map.of("dataset.binarization", "static", "model.variant", "cvae"));
        assertEquals(List.of("binarization", "given label"), context(grey).differences(context(binary)));
        assertEquals(List.of(), context(grey).differences(context(grey)));
    }

    /** Part of its KL is drawn, so that it may not be ranked with that of one layer. */
    @Test
    void theKlOfTwoStochasticLayersIsASampledNumber() {
        MetricContext one = contextOf("vae", Metric.KL);
        MetricContext two = contextOf("hvae", Metric.KL);
        assertEquals(List.of("bound", "samples K"), two.differences(one));
        assertEquals(
                List.of(), contextOf("hvae", Metric.NEGATIVE_ELBO).differences(contextOf("vae", Metric.NEGATIVE_ELBO)));
        assertEquals(List.of(), contextOf("hvae", Metric.MSE).differences(contextOf("vae", Metric.MSE)));
    }

    private static MetricContext contextOf(String variant, String metric) {
        TrainingTask task = TinyData.task(Map.of("model.variant", variant));
        try (TrainingSession session = new SameDiffEngine().open(task)) {
            return byName(new Evaluator(session, task.spec())
                            .metrics(
                                    new Inference.Input(
                                            task.data().validation(),
                                            task.data().binarization(),
                                            task.seeds()),
                                    "validation"))
                    .get(metric)
                    .context();
        }
    }

    private static MetricContext context(TrainingTask task) {
        try (TrainingSession session = new SameDiffEngine().open(task)) {
            return new Evaluator(session, task.spec())
                    .metrics(
                            new Inference.Input(
                                    task.data().validation(), task.data().binarization(), task.seeds()),
                            "validation")
                    .get(0)
                    .context();
        }
    }

    private static double meanSquaredError(Inference inference, Inference.Input input) {
        ImageSet images = input.images();
        float[] decoded = inference.decode(inference.encode(input).mean(), new int[images.count()]);
        double sum = 0;
        for (int i = 0; i < images.count(); i++) {
            for (int p = 0; p < images.imageSize(); p++) {
                sum += Math.pow(images.pixel(i, p) - decoded[i * images.imageSize() + p], 2);
            }
        }
        return sum / decoded.length;
    }

    private static Map<String, Metric> byName(List<Metric> metrics) {
        return metrics.stream().collect(Collectors.toMap(Metric::name, Function.identity()));
    }
}
