package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.FusedEngine;
import dev.lattice.core.engine.samediff.SameDiffEngine;
import dev.lattice.core.trial.Bound;
import dev.lattice.core.trial.Metric;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FullEvaluationTest {

    private final Set<String> stages = new HashSet<>();

    @Test
    void everyNumberOfAVariationalModelIsThere() {
        Map<String, Measured> all =
                evaluate(new FusedEngine(), Map.of("dataset.binarization", "static"), 20, "validation");
        assertTrue(
                all.values().stream().allMatch(m -> m.value() != null && Double.isFinite(m.value())), all.toString());
        assertEquals(
                all.get(Metric.NEGATIVE_ELBO).value(),
                all.get(Metric.RECONSTRUCTION).value() + all.get(Metric.KL).value(),
                1e-9);
        Measured nll = all.get(Measured.NEGATIVE_LOG_LIKELIHOOD);
        assertTrue(nll.value() < all.get(Metric.NEGATIVE_ELBO).value(), nll.toString());
        assertEquals(Bound.IMPORTANCE, nll.context().bound());
        assertEquals(20, nll.context().samples());
        assertEquals(
                nll.value() / 36 / Math.log(2),
                all.get(Measured.BITS_PER_DIMENSION).value(),
                1e-12);
        assertEquals(
                all.get(Measured.SQUARED_ERROR).value() / 36,
                all.get(Metric.MSE).value(),
                1e-9);
        assertEquals(
                all.get(Measured.CROSS_ENTROPY).value() / 36,
                all.get(Measured.CROSS_ENTROPY_PER_PIXEL).value(),
                1e-9);
        assertEquals(1, all.get(Measured.EXPLAINED_VARIANCE_OF + 3).value(), 1e-9);
        double kl = all.get(Measured.KL_OF + 0).value()
                + all.get(Measured.KL_OF + 1).value()
                + all.get(Measured.KL_OF + 2).value();
        assertEquals(all.get(Metric.KL).value(), kl, 1e-4 * kl);
        // Four patterns; chance is a quarter.
        assertTrue(all.get(Measured.NEIGHBOUR_ACCURACY).value() > 0.6);
        assertTrue(all.get(Measured.PROBE_ACCURACY).value() > 0.6);
        assertEquals(1, all.get(Measured.CLASSIFIER_ACCURACY).value());
        assertTrue(all.get(Measured.FRECHET_DISTANCE_OF_TRAINING).value()
                < all.get(Measured.FRECHET_DISTANCE).value());
        assertTrue(all.get(Measured.SMALLEST_SAMPLE_DISTANCE).value()
                <= all.get(Measured.SAMPLE_DISTANCE).value());
        assertEquals(
                Set.of(
                        "losses and codes",
                        "importance sampling",
                        "probes of the codes",
                        "classifier that judges samples"),
                stages);
    }

    @Test
    void enginesAgree() {
        Map<String, Object> settings =
                Map.of("model.variant", "cvae", "model.likelihood", "gaussian", "model.sigma", 0.5);
        Map<String, Measured> fused = evaluate(new FusedEngine(), settings, 7, "validation");
        Map<String, Measured> reference = evaluate(new SameDiffEngine(), settings, 7, "validation");
        assertEquals(reference.keySet(), fused.keySet());
        reference.forEach((name, m) -> {
            if (m.value() != null) {
                assertEquals(m.value(), fused.get(name).value(), 2e-3 * Math.abs(m.value()) + 1e-3, name);
            }
        });
    }

    @Test
    void whatHasNoMeaningForAnAutoencoderIsLeftOutWithAWordWhy() {
        Map<String, Measured> all = evaluate(new FusedEngine(), Map.of("model.variant", "ae"), 5, "validation");
        for (String name : List.of(
                Metric.NEGATIVE_ELBO,
                Measured.NEGATIVE_LOG_LIKELIHOOD,
                Measured.BITS_PER_DIMENSION,
                Measured.FRECHET_DISTANCE,
                Measured.SAMPLE_DISTANCE)) {
            assertNull(all.get(name).value(), name);
            assertTrue(all.get(name).note().contains("autoencoder"), name);
        }
        assertFalse(all.containsKey(Measured.KL_OF + 0));
        assertTrue(all.get(Metric.MSE).value() > 0);
        assertTrue(all.get(Measured.PROBE_ACCURACY).value() > 0.6);
    }

    @Test
    void twoStochasticLayersHaveEveryNumberAndSayOfWhichCode() {
        Map<String, Object> settings = Map.of(
                "model.variant",
                "hvae",
                "model.lowerLatent",
                4,
                "model.upperHidden",
                List.of(6),
                "dataset.binarization",
                "static");
        Map<String, Measured> all = evaluate(new SameDiffEngine(), settings, 50, "validation");
        assertTrue(
                all.values().stream().allMatch(m -> m.value() != null && Double.isFinite(m.value())), all.toString());
        assertEquals(
                all.get(Metric.NEGATIVE_ELBO).value(),
                all.get(Metric.RECONSTRUCTION).value() + all.get(Metric.KL).value(),
                1e-9);
        assertTrue(all.get(Measured.NEGATIVE_LOG_LIKELIHOOD).value()
                < all.get(Metric.NEGATIVE_ELBO).value()
                        + all.get(Metric.NEGATIVE_ELBO).standardError());
        assertTrue(all.containsKey(Measured.KL_OF + 2) && !all.containsKey(Measured.KL_OF + 3), "those of z2");
        assertEquals(
                "of z2 at the mean of z1, a part of the KL alone",
                all.get(Measured.KL_OF + 0).note());
        assertTrue(all.get(Metric.ACTIVE_UNITS).note().endsWith("; of z2"));
    }

    @Test
    void bitsAreOfBinaryPixelsOnly() {
        Map<String, Measured> grey = evaluate(new FusedEngine(), Map.of(), 0, "train");
        assertNull(grey.get(Measured.BITS_PER_DIMENSION).value());
        assertTrue(grey.get(Measured.BITS_PER_DIMENSION).note().contains("grey"));
        assertTrue(grey.get(Metric.NEGATIVE_ELBO).note().contains("cross-entropy"));
        // Nor are training images judged by a probe or a classifier that learned from them.
        for (String name : List.of(Measured.PROBE_ACCURACY, Measured.FRECHET_DISTANCE, Measured.SAMPLE_DISTANCE)) {
            assertNull(grey.get(name).value(), name);
            assertTrue(grey.get(name).note().contains("evaluate test or validation images"), name);
        }
        assertFalse(grey.containsKey(Measured.CLASSIFIER_ACCURACY));
        assertFalse(grey.containsKey(Measured.IMAGE_DISTANCE));
        Map<String, Measured> density =
                evaluate(new FusedEngine(), Map.of("model.likelihood", "gaussian"), 0, "validation");
        assertTrue(density.get(Measured.BITS_PER_DIMENSION).note().contains("density"));
        assertFalse(density.containsKey(Measured.NEGATIVE_LOG_LIKELIHOOD));
    }

    @Test
    void theDistanceOfFewerTrainingImagesIsNotWhatAPerfectModelWouldComeTo() {
        TrainingTask task = TinyData.task(Map.of());
        try (TrainingSession session = new FusedEngine().open(task)) {
            Evaluated evaluated = new Evaluated(
                    session,
                    task.spec(),
                    new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds()),
                    "validation");
            SharedClassifier judge = new SharedClassifier(TinyData.images(9, 400));
            Measured few = ofTraining(evaluated, TinyData.images(1, 29), judge);
            assertNull(few.value());
            assertEquals("it takes as many training images as draws, but there are 29", few.note());
            assertTrue(ofTraining(evaluated, TinyData.images(1, 30), judge).value() > 0);
        }
    }

    private static Measured ofTraining(Evaluated evaluated, ImageSet training, SharedClassifier judge) {
        return SampleMeasures.of(evaluated, training, judge, false, share -> {}).stream()
                .filter(m -> m.name().equals(Measured.FRECHET_DISTANCE_OF_TRAINING))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void moreDrawsThanAStreamHasAreRefused() {
        ConfigException error = assertThrows(
                ConfigException.class, () -> evaluate(new FusedEngine(), Map.of(), 2_000_000, "validation"));
        assertEquals("'--importance-samples' must be 0 to 1000000, but was 2000000", error.getMessage());
    }

    private Map<String, Measured> evaluate(
            TrainingEngine engine, Map<String, Object> settings, int samples, String split) {
        TrainingTask task = TinyData.task(settings);
        try (TrainingSession session = engine.open(task)) {
            for (int epoch = 1; epoch <= 20; epoch++) {
                session.trainEpoch(epoch, (e, s, n) -> {});
            }
            Evaluated evaluated = new Evaluated(
                    session,
                    task.spec(),
                    new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds()),
                    split);
            Map<String, Measured> byName = new LinkedHashMap<>();
            FullEvaluation.of(
                            evaluated,
                            samples,
                            Optional.of(new FullEvaluation.References(
                                    task.data().train(), new SharedClassifier(TinyData.images(9, 400)))),
                            (what, share) -> stages.add(what))
                    .forEach(m -> assertNull(byName.put(m.name(), m), m.name()));
            return byName;
        }
    }
}
