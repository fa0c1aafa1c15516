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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Test
    void refusesTwoStochasticLayersAloneInOneLine() {
        assertEquals(List.of("hvae"), refused());
        assertEquals(
                Optional.of("the fused engine does not know the objective of variant 'hvae'"),
                engine().refusal(TinyData.spec(Map.of("model.variant", "hvae"))));
    }

    @ParameterizedTest
    @MethodSource("everyKindOfNetwork")
    void gradientsEqualThoseOfAutodiff(String variant, Likelihood likelihood, Activation activation) {
        assertGradientsEqual(network(variant, likelihood, activation));
    }

    @ParameterizedTest
    @MethodSource("everyVariantAndLikelihood")
    void gradientsOfConvolutionsEqualThoseOfAutodiff(String variant, Likelihood likelihood) {
        Map<String, Object> settings = network(variant, likelihood, Activation.LEAKY_RELU);
        settings.putAll(TinyData.CONVOLUTIONS);
        assertGradientsEqual(settings);
    }

    @ParameterizedTest
    @MethodSource("oddGeometries")
    void gradientsOfOddGeometriesEqualThoseOfAutodiff(Map<String, Object> geometry) {
        Map<String, Object> settings = network("cvae", Likelihood.GAUSSIAN, Activation.LEAKY_RELU);
        settings.putAll(geometry);
        assertGradientsEqual(settings);
    }

    private void assertGradientsEqual(Map<String, Object> settings) {
        settings.putAll(Autodiff.ONE_STEP);
        TinyData.OPTIONS.getOrDefault(settings.get("model.variant"), Map.of()).forEach(settings::put);
        TrainingTask task = TinyData.task(settings);
        Autodiff.assertSameGradients(task, open(task));
    }

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void learningCurvesEqualThoseOfSameDiff(OptimizerKind optimizer) {
        assertCurvesEqual(Map.of(
                "training.optimizer", optimizer.name(), "dataset.binarization", "dynamic", "model.variant", "cvae"));
    }

    @Test
    void learningCurvesOfConvolutionsEqualThoseOfSameDiff() {
        Map<String, Object> settings = new TreeMap<>(Map.of("model.variant", "cvae", "model.likelihood", "gaussian"));
        settings.putAll(TinyData.CONVOLUTIONS);
        assertCurvesEqual(settings);
    }

    /** The last batch is of one image. */
    @ParameterizedTest
    @MethodSource("everyVariantAndLikelihood")
    void learningCurvesOfEveryVariantEqualThoseOfSameDiff(String variant, Likelihood likelihood) {
        Map<String, Object> settings = network(variant, likelihood, Activation.RELU);
        settings.putAll(TinyData.OPTIONS.getOrDefault(variant, Map.of()));
        settings.put("training.batchSize", 23);
        assertCurvesEqual(settings);
    }

    @Test
    void trainingConvolutionsTwiceGivesTheSameBits() {
        assertEquals(train(TinyData.CONVOLUTIONS, 2), train(TinyData.CONVOLUTIONS, 2));
    }

    private void assertCurvesEqual(Map<String, Object> settings) {
        TrainingTask task = TinyData.task(settings);
        try (TrainingSession reference = new SameDiffEngine().open(task);
                TrainingSession session = open(task)) {
            for (int epoch = 1; epoch <= 3; epoch++) {
                LossTerms expected = reference.trainEpoch(epoch, (e, s, n) -> {});
                LossTerms actual = session.trainEpoch(epoch, (e, s, n) -> {});
                assertEquals(expected.reconstruction(), actual.reconstruction(), 1e-4 * expected.reconstruction());
                assertEquals(expected.kl(), actual.kl(), 1e-4 * Math.max(1, expected.kl()));
                assertEquals(expected.objective(), actual.objective(), 1e-4 * Math.abs(expected.objective()));
            }
        }
    }

    @Test
    void theVectorKernelsAreUsedWhereJavaHasThem() {
        assertTrue(FusedBackend.description().toLowerCase().contains("vector"), FusedBackend.description());
    }
}
