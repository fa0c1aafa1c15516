package dev.lattice.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Activation;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.OptimizerKind;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine promises. */
public abstract class TrainingEngineContract extends InferenceEngineContract {

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
