package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Activation;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.config.OptimizerKind;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingEngineContract;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.samediff.SameDiffEngine;
import dev.lattice.core.trial.LossTerms;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FusedEngineTest extends TrainingEngineContract {

    @Override
    protected TrainingEngine engine() {
        return new FusedEngine();
    }

    /** One step of gradient descent with rate 1 is the gradient: it is SameDiff's, by autodiff. */
    @ParameterizedTest
    @MethodSource("everyKindOfNetwork")
    void gradientsEqualThoseOfAutodiff(String variant, Likelihood likelihood, Activation activation) {
        Map<String, Object> settings = new TreeMap<>(Map.of(
                "model.variant",
                variant,
                "model.likelihood",
                likelihood.name(),
                "model.activation",
                activation.name(),
                "model.sigma",
                0.5,
                "training.optimizer",
                "sgd",
                "training.learningRate",
                1,
                "training.batchSize",
                70));
        if (variant.equals("beta-vae")) {
            settings.put("model.beta", 2.5);
        }
        TrainingTask task = TinyData.task(settings);
        float[] initial = task.network().initialParameters(task.seeds());
        float[] expected = oneEpoch(new SameDiffEngine(), task);
        float[] actual = oneEpoch(engine(), task);
        double largest = 0;
        for (int i = 0; i < initial.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i] - initial[i]));
        }
        for (int i = 0; i < initial.length; i++) {
            assertEquals(expected[i], actual[i], 2e-5 * largest, "parameter " + i);
        }
    }

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void learningCurvesEqualThoseOfSameDiff(OptimizerKind optimizer) {
        TrainingTask task = TinyData.task(Map.of(
                "training.optimizer", optimizer.name(), "dataset.binarization", "dynamic", "model.variant", "cvae"));
        try (TrainingSession reference = new SameDiffEngine().open(task);
                TrainingSession session = engine().open(task)) {
            for (int epoch = 1; epoch <= 3; epoch++) {
                LossTerms expected = reference.trainEpoch(epoch, (e, s, n) -> {});
                LossTerms actual = session.trainEpoch(epoch, (e, s, n) -> {});
                assertEquals(expected.reconstruction(), actual.reconstruction(), 1e-4 * expected.reconstruction());
                assertEquals(expected.kl(), actual.kl(), 1e-4 * Math.max(1, expected.kl()));
            }
        }
    }

    @Test
    void theVectorKernelsAreUsedWhereJavaHasThem() {
        assertTrue(FusedBackend.description().toLowerCase().contains("vector"), FusedBackend.description());
    }

    private static float[] oneEpoch(TrainingEngine engine, TrainingTask task) {
        try (TrainingSession session = engine.open(task)) {
            session.trainEpoch(1, (e, s, n) -> {});
            return session.parameters();
        }
    }
}
