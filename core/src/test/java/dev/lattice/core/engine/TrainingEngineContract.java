package dev.lattice.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lattice.core.config.Activation;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.OptimizerKind;
import dev.lattice.core.model.Variants;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine promises. */
public abstract class TrainingEngineContract extends CodeTermEngineContract {

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
    @ParameterizedTest
    @CsvSource({"1, 1, 3, relu", "2, 2, 1, tanh", "3, 3, 2, relu", "4, 2, 5, tanh", "5, 4, 16, relu", "3, 1, 1, tanh"})
    void convolutionsOfOddGeometriesEqualTheDoubleLoops(int kernel, int stride, int filters, String activation) {
        Map<String, Object> settings = network("vae", Likelihood.GAUSSIAN, Activation.LEAKY_RELU);
        settings.put("model.activation", activation);
        settings.put("model.conv.filters", List.of(filters, 2, filters));
        settings.put("model.conv.kernels", List.of(kernel, 3, 2));
        settings.put("model.conv.strides", List.of(stride, 1, 1));
        assertEqualsTheDoubleLoops(TinyData.task(settings));
    }

    @ParameterizedTest
    @MethodSource("everyVariantAndLikelihood")
    void everyVariantGivesTheSameBitsAgainAndGoesOnWhereItStopped(String variant, Likelihood likelihood) {
        TrainingTask task = TinyData.task(network(variant, likelihood, Activation.TANH));
        try (TrainingSession whole = open(task);
                TrainingSession resumed = open(task)) {
            whole.trainEpoch(1, (e, s, n) -> {});
            TrainingState state = whole.state();
            LossTerms expected = whole.trainEpoch(2, (e, s, n) -> {});
            resumed.restore(state);
            assertEquals(expected, resumed.trainEpoch(2, (e, s, n) -> {}));
            assertArrayEquals(whole.parameters(), resumed.parameters());
            try (TrainingSession again = open(task)) {
                again.trainEpoch(1, (e, s, n) -> {});
                assertArrayEquals(state.parameters(), again.parameters());
            }
        }
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

    @Test
    void sameSeedGivesTheSameBitsAndAnotherSeedOthers() {
        Result first = train(Map.of(), 2);
        assertEquals(first, train(Map.of(), 2));
        assertFalse(
                Arrays.equals(first.parameters(), train(Map.of("seed", 43), 2).parameters()));
    }

    @Test
    void betaOneIsTheVaeBitForBit() {
        assertEquals(
                train(Map.of("model.variant", "vae"), 2),
                train(Map.of("model.variant", "beta-vae", "model.beta", 1), 2));
        assertFalse(Arrays.equals(
                train(Map.of("model.variant", "vae"), 2).parameters(),
                train(Map.of("model.variant", "beta-vae", "model.beta", 2), 2).parameters()));
    }

    /** The objective of the first step, by double loops over the draws that the engine takes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theImportanceWeightedObjectiveIsThatOfTheDoubleLoops(int samples) {
        TrainingTask task = TinyData.task(Map.of(
                "model.variant",
                "iwae",
                "model.importanceSamples",
                samples,
                "training.batchSize",
                70,
                "training.learningRate",
                1e-12,
                "dataset.binarization",
                "static"));
        try (TrainingSession session = engine().open(task)) {
            LossTerms terms = session.trainEpoch(1, (e, s, n) -> {});
            PlainNetwork oracle =
                    new PlainNetwork(task.network(), task.network().initialParameters(task.seeds()));
            Inference.Input input =
                    new Inference.Input(task.data().train(), task.data().binarization(), task.seeds());
            int[] order = task.seeds().permutation("order", 1, 70);
            long key = task.seeds().derive("noise", 1);
            double objective = 0;
            for (int i = 0; i < order.length; i++) {
                double sum = 0;
                for (int k = 0; k < samples; k++) {
                    sum += Math.exp(oracle.logWeight(input, order[i], key, i * samples + k));
                }
                objective -= Math.log(sum / samples) / order.length;
            }
            assertEquals(objective, terms.objective(), 1e-4 * objective);
            assertTrue(samples == 1 || terms.objective() < terms.negativeElbo(), terms.toString());
        }
    }

    /** 70 images in batches of 23. */
    @ParameterizedTest
    @MethodSource("everyVariantAndLikelihood")
    void aLastBatchOfOneImageIsTrainedOn(String variant, Likelihood likelihood) {
        Map<String, Object> settings = network(variant, likelihood, Activation.RELU);
        settings.put("training.batchSize", 23);
        assertTrue(train(settings, 2).curve().get(1).isFinite());
    }

    @Test
    void withoutItsTermAVariantIsTheOneItIsMadeOf() {
        Result vae = train(Map.of("model.variant", "vae"), 2);
        assertEquals(vae, train(Map.of("model.variant", "beta-tcvae", "model.beta", 1), 2));
        assertEquals(vae, train(Map.of("model.variant", "info-vae", "model.alpha", 0, "model.lambda", 1), 2));
        assertEquals(
                train(Map.of("model.variant", "ae"), 2),
                train(Map.of("model.variant", "wae-mmd", "model.lambda", 0), 2));
    }

    @Test
    void warmUpStartsWithoutTheKlTermAndReachesBeta() {
        Map<String, Object> settings = Map.of("model.variant", "beta-vae", "model.beta", 2, "model.warmupEpochs", 1);
        Result warm = train(settings, 2);
        LossTerms first = warm.curve().get(0);
        LossTerms second = warm.curve().get(1);
        assertTrue(first.objective() < first.reconstruction() + 2 * first.kl());
        assertEquals(second.reconstruction() + 2 * second.kl(), second.objective(), 1e-3);
    }

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void aRestoredTrainingGoesOnBitForBit(OptimizerKind optimizer) {
        TrainingTask task =
                TinyData.task(Map.of("training.optimizer", optimizer.name(), "dataset.binarization", "dynamic"));
        try (TrainingSession whole = engine().open(task);
                TrainingSession resumed = engine().open(task)) {
            whole.trainEpoch(1, (e, s, n) -> {});
            TrainingState state = whole.state();
            LossTerms expected = whole.trainEpoch(2, (e, s, n) -> {});
            resumed.restore(state);
            assertEquals(expected, resumed.trainEpoch(2, (e, s, n) -> {}));
            assertArrayEquals(whole.parameters(), resumed.parameters());
        }
    }

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void trainingLowersTheObjective(OptimizerKind optimizer) {
        double rate = optimizer == OptimizerKind.SGD ? 0.05 : 0.01;
        Result result = train(Map.of("training.optimizer", optimizer.name(), "training.learningRate", rate), 8);
        assertTrue(
                result.curve().get(7).objective() < 0.9 * result.curve().get(0).objective(),
                result.curve().toString());
    }

    @Test
    void aResultReadOffOnTheWayEqualsATrainingOfThatLength() {
        Map<Integer, TrainedModel> models = new TreeMap<>();
        Map<Integer, List<Metric>> metrics = new TreeMap<>();
        for (List<Integer> wanted : List.of(List.of(1, 3), List.of(2))) {
            new Trainer(engine()).train(TinyData.task(Map.of()), new TreeSet<>(wanted), new TrainingListener() {
                @Override
                public void reached(
                        int epochs, Supplier<TrainedModel> model, List<EpochRecord> curve, List<Metric> measured) {
                    models.put(epochs, model.get());
                    metrics.put(epochs, measured);
                    assertEquals(epochs, curve.size());
                }
            });
        }
        assertEquals(List.of(1, 2, 3), List.copyOf(models.keySet()));
        assertArrayEquals(train(Map.of(), 3).parameters(), models.get(3).parameters());
        assertArrayEquals(train(Map.of(), 1).parameters(), models.get(1).parameters());
        assertEquals(2, models.get(2).spec().training().epochs());
        try (Inference loaded = engine().load(models.get(2))) {
            TrainingTask task = TinyData.task(Map.of());
            LossTerms again = loaded.evaluate(new Inference.Input(
                            task.data().validation(), task.data().binarization(), task.seeds()))
                    .mean(1);
            double measured = metrics.get(2).stream()
                    .filter(m -> m.name().equals(Metric.NEGATIVE_ELBO))
                    .findFirst()
                    .orElseThrow()
                    .value();
            assertEquals(measured, again.negativeElbo());
        }
    }

    @Test
    void aTrainingPickedUpAtAnyEpochEqualsTheWholeOne() {
        TrainingTask task = TinyData.task(Map.of("dataset.binarization", "dynamic"));
        List<TrainingCheckpoint> taken = new ArrayList<>();
        List<Object> whole = reached(task, new TreeSet<>(List.of(2, 4)), Optional.empty(), taken);
        assertEquals(
                List.of(1, 2, 3), taken.stream().map(TrainingCheckpoint::epoch).toList());
        for (TrainingCheckpoint checkpoint : List.copyOf(taken)) {
            boolean both = checkpoint.epoch() <= 2;
            TreeSet<Integer> owed = new TreeSet<>(both ? List.of(2, 4) : List.of(4));
            List<Object> resumed = reached(task, owed, Optional.of(checkpoint), new ArrayList<>());
            assertEquals(both ? whole : whole.subList(4, 8), resumed, "from epoch " + checkpoint.epoch());
        }
        // A cell that was asked for later lies before the checkpoint.
        assertEquals(
                whole.subList(0, 4),
                reached(task, new TreeSet<>(List.of(2)), Optional.of(taken.get(2)), new ArrayList<>()));
    }

    private List<Object> reached(
            TrainingTask task,
            TreeSet<Integer> epochs,
            Optional<TrainingCheckpoint> from,
            List<TrainingCheckpoint> taken) {
        List<Object> results = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void reached(
                    int epoch, Supplier<TrainedModel> model, List<EpochRecord> curve, List<Metric> measured) {
                results.add(epoch);
                results.add(curve.stream()
                        .map(e -> List.of(e.epoch(), e.train(), e.validation()))
                        .toList());
                results.add(measured);
                results.add(Arrays.toString(model.get().parameters()));
            }
        };
        new Trainer(engine()).train(task, epochs, listener, new Checkpoints() {
            @Override
            public Optional<TrainingCheckpoint> latest() {
                return from;
            }

            @Override
            public void epochEnded(Supplier<TrainingCheckpoint> checkpoint) {
                taken.add(checkpoint.get());
            }
        });
        return results;
    }

    @Test
    void divergenceIsReportedWithItsStep() {
        Map<String, Object> settings = new HashMap<>(Map.of("training.learningRate", 1e30));
        TrainingDivergedException e = assertThrows(TrainingDivergedException.class, () -> train(settings, 3));
        assertEquals(1, e.epoch());
        assertTrue(e.step() >= 1 && e.step() <= 3, "step " + e.step());
        assertTrue(e.getMessage().contains("epoch 1, step " + e.step()), e.getMessage());
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

    @Test
    void aListenerCanStopTheTraining() {
        TrainingTask task = TinyData.task(Map.of());
        try (TrainingSession session = engine().open(task)) {
            assertThrows(
                    TrainingStoppedException.class,
                    () -> session.trainEpoch(1, (e, step, n) -> {
                        if (step == 2) {
                            throw new TrainingStoppedException();
                        }
                    }));
        }
    }

    /** Loss terms of each epoch, and the parameters at the end. */
    protected record Result(List<LossTerms> curve, float[] parameters) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Result r && curve.equals(r.curve) && Arrays.equals(parameters, r.parameters);
        }

        @Override
        public int hashCode() {
            return curve.hashCode();
        }
    }

    /** Trains the tiny task with settings. */
    protected Result train(Map<String, Object> settings, int epochs) {
        try (TrainingSession session = open(TinyData.task(settings))) {
            List<LossTerms> curve = new ArrayList<>();
            for (int epoch = 1; epoch <= epochs; epoch++) {
                curve.add(session.trainEpoch(epoch, (e, s, n) -> {}));
            }
            return new Result(curve, session.parameters());
        }
    }
}
