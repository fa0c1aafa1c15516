package dev.lattice.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.core.config.Activation;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.model.Variants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine promises of what is read off a network; a part of {@link TrainingEngineContract}. */
public abstract class InferenceEngineContract extends CodeTermEngineContract {

    static Stream<Arguments> everyKindOfNetwork() {
        return Variants.all().stream()
                .flatMap(v -> Stream.of(Likelihood.values())
                        .flatMap(l -> Stream.of(Activation.values()).map(a -> Arguments.of(v.name(), l, a))));
    }

    static Stream<Arguments> everyVariantAndLikelihood() {
        return Variants.all().stream()
                .flatMap(v -> Stream.of(Likelihood.values()).map(l -> Arguments.of(v.name(), l)));
    }

    @ParameterizedTest
    @MethodSource("everyKindOfNetwork")
    void lossesCodesAndImagesEqualTheDoubleLoops(String variant, Likelihood likelihood, Activation activation) {
        assertEqualsTheDoubleLoops(TinyData.task(network(variant, likelihood, activation)));
    }

    @ParameterizedTest
    @MethodSource("everyVariantAndLikelihood")
    void thoseOfConvolutionsEqualTheDoubleLoops(String variant, Likelihood likelihood) {
        Map<String, Object> settings = network(variant, likelihood, Activation.LEAKY_RELU);
        settings.putAll(TinyData.CONVOLUTIONS);
        assertEqualsTheDoubleLoops(TinyData.task(settings));
    }

    /** Even kernels, no padding, edges that no kernel reaches, a single channel, and dense layers behind. */
    static Stream<Map<String, Object>> oddGeometries() {
        return Stream.of(
                geometry(1, 1, 3, "relu"),
                geometry(2, 2, 1, "tanh"),
                geometry(3, 3, 2, "relu"),
                geometry(4, 2, 5, "tanh"),
                geometry(5, 4, 16, "relu"),
                geometry(3, 1, 1, "tanh"));
    }

    private static Map<String, Object> geometry(int kernel, int stride, int filters, String activation) {
        return Map.of(
                "model.activation",
                activation,
                "model.conv.filters",
                List.of(filters, 2, filters),
                "model.conv.kernels",
                List.of(kernel, 3, 2),
                "model.conv.strides",
                List.of(stride, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("oddGeometries")
    void convolutionsOfOddGeometriesEqualTheDoubleLoops(Map<String, Object> geometry) {
        Map<String, Object> settings = network("vae", Likelihood.GAUSSIAN, Activation.LEAKY_RELU);
        settings.putAll(geometry);
        assertEqualsTheDoubleLoops(TinyData.task(settings));
    }

    /** Returns a session, or has the test skipped where the engine refuses the task, as {@code --engine auto} passes it by. */
    @Override
    protected final TrainingSession open(TrainingTask task) {
        Optional<String> refusal = engine().refusal(task.spec());
        assumeTrue(refusal.isEmpty(), () -> "SKIPPED: " + refusal.orElseThrow());
        return engine().open(task);
    }

    /** Returns the names of the variants that the engine refuses to train as they are. */
    protected final List<String> refused() {
        return Variants.all().stream()
                .map(v -> v.name())
                .filter(v -> engine().refusal(TinyData.spec(Map.of("model.variant", v)))
                        .isPresent())
                .toList();
    }

    /** Returns the settings of a kind of network. */
    protected static Map<String, Object> network(String variant, Likelihood likelihood, Activation activation) {
        return new TreeMap<>(Map.of(
                "model.variant",
                variant,
                "model.likelihood",
                likelihood.name(),
                "model.activation",
                activation.name(),
                "model.sigma",
                0.5,
                "dataset.binarization",
                "dynamic"));
    }

    private void assertEqualsTheDoubleLoops(TrainingTask task) {
        try (TrainingSession session = open(task)) {
            session.trainEpoch(1, (e, s, n) -> {});
            PlainNetwork oracle = new PlainNetwork(task.network(), session.parameters());
            Inference.Input input =
                    new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds());
            Inference.ImageLosses losses = session.evaluate(input);
            Inference.Codes codes = session.encode(input);
            int latent = codes.latent();
            for (int image = 0; image < input.images().count(); image++) {
                double[] expected = oracle.evaluate(input, image);
                assertEquals(expected[0], losses.reconstruction()[image], 1e-4 * Math.abs(expected[0]) + 1e-4);
                assertEquals(expected[1], losses.kl()[image], 1e-4 * Math.abs(expected[1]) + 1e-5);
                double[] posterior = oracle.encode(input, image);
                for (int j = 0; j < latent; j++) {
                    assertEquals(posterior[j], codes.mean()[image * latent + j], 1e-4);
                }
            }
            float[] entropies = session.crossEntropies(input);
            for (int image = 0; image < entropies.length; image++) {
                double entropy = oracle.crossEntropy(input, image);
                assertEquals(entropy, entropies[image], 1e-4 * entropy + 1e-4);
            }
            if (task.network().variant().samples()) {
                assertWeightsEqual(oracle, session, input, 7);
            }
            float[] z = {0.5f, -1, 2, 0, 0.25f, -0.125f};
            float[] decoded = session.decode(z, new int[] {3, 1});
            double[] expected = oracle.decode(new double[] {0, 0.25, -0.125}, 1);
            float[] generated = session.generate(z, 77, new int[] {3, 1});
            double[] fromPrior = oracle.generate(new double[] {0, 0.25, -0.125}, 77, 1, 1);
            for (int p = 0; p < expected.length; p++) {
                assertEquals(expected[p], decoded[expected.length + p], 1e-5);
                assertEquals(fromPrior[p], generated[expected.length + p], 1e-5);
            }
        }
    }

    private static void assertWeightsEqual(
            PlainNetwork oracle, Inference inference, Inference.Input input, int samples) {
        List<Integer> seen = new ArrayList<>();
        inference.importanceWeights(input, samples, (image, weights) -> {
            assertEquals(samples, weights.length);
            seen.add(image);
            for (int k = 0; k < samples; k++) {
                double expected = oracle.logWeight(input, image, k);
                assertEquals(expected, weights[k], 1e-4 * Math.abs(expected) + 1e-4, "image " + image + " draw " + k);
            }
        });
        assertEquals(IntStream.range(0, input.images().count()).boxed().toList(), seen);
    }

    /** More draws than a pass holds, of fewer images: the same draws as before, and more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void importanceWeightsDependNeitherOnBatchesNorOnTheNumberOfDraws(boolean convolutional) {
        Map<String, Object> settings = new HashMap<>(Map.of("model.variant", "cvae"));
        settings.putAll(convolutional ? TinyData.CONVOLUTIONS : Map.of());
        TrainingTask task = TinyData.task(settings);
        try (TrainingSession session = engine().open(task)) {
            session.trainEpoch(1, (e, s, n) -> {});
            Inference.Input two = new Inference.Input(
                    task.data().validation().first(2), task.data().binarization(), task.seeds());
            assertWeightsEqual(new PlainNetwork(task.network(), session.parameters()), session, two, 1103);
        }
    }

    @ParameterizedTest
    @MethodSource("everyKindOfNetwork")
    void whatIsMeasuredAtOnceEqualsWhatIsMeasuredApart(String variant, Likelihood likelihood, Activation activation) {
        assertMeasuredAtOnce(TinyData.task(Map.of(
                "model.variant",
                variant,
                "model.likelihood",
                likelihood.name(),
                "model.activation",
                activation.name())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ae", "cvae"})
    void whatIsMeasuredOfConvolutionsAtOnceEqualsWhatIsMeasuredApart(String variant) {
        Map<String, Object> settings = new TreeMap<>(TinyData.CONVOLUTIONS);
        settings.put("model.variant", variant);
        assertMeasuredAtOnce(TinyData.task(settings));
    }

    private void assertMeasuredAtOnce(TrainingTask task) {
        try (TrainingSession session = open(task)) {
            session.trainEpoch(1, (e, step, n) -> {});
            Inference.Input input =
                    new Inference.Input(task.data().train(), task.data().binarization(), task.seeds());
            Inference.Measures measures = session.measure(input);
            assertArrayEquals(
                    session.evaluate(input).reconstruction(), measures.losses().reconstruction(), 0f);
            assertArrayEquals(session.evaluate(input).kl(), measures.losses().kl(), 0f);
            assertArrayEquals(session.encode(input).mean(), measures.codes().mean(), 0f);
            assertArrayEquals(session.encode(input).logVar(), measures.codes().logVar(), 0f);
            float[] errors = SquaredErrors.of(session, input, session.encode(input));
            for (int i = 0; i < errors.length; i++) {
                assertEquals(errors[i], measures.squaredErrors()[i], 1e-5 * errors[i], "image " + i);
            }
        }
    }
}
