package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingEngine;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingState;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.samediff.SameDiffEngine;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.trial.LossTerms;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings whose first layer is computed from the pixels that are not 0. */
final class FirstLayerTest {

    private static final int PIXELS = TinyData.SIDE * TinyData.SIDE;
    private static final int WIDE = 100;

    private final TrainingEngine engine = new FusedEngine();

    @ParameterizedTest
    @ValueSource(strings = {"ae", "vae", "beta-vae", "cvae", "iwae", "beta-tcvae"})
    void gradientsEqualThoseOfAutodiff(String variant) {
        Map<String, Object> settings = new TreeMap<>(Autodiff.ONE_STEP);
        settings.put("model.variant", variant);
        settings.putAll(TinyData.OPTIONS.getOrDefault(variant, Map.of()));
        TrainingTask task = task(settings);
        Autodiff.assertSameGradients(task, engine.open(task));
    }

    @Test
    void parametersKeepTheNetworksLayout() {
        TrainingTask task = task(Map.of());
        try (TrainingSession session = engine.open(task)) {
            assertArrayEquals(task.network().initialParameters(task.seeds()), session.parameters());
        }
    }

    @Test
    void aTrainingGoesOnFromItsStateBitForBit() {
        TrainingTask task = task(Map.of());
        TrainingState half;
        float[] whole;
        try (TrainingSession session = engine.open(task)) {
            train(session, 1);
            half = session.state();
            train(session, 2);
            whole = session.parameters();
        }
        try (TrainingSession session = engine.open(task)) {
            session.restore(half);
            train(session, 2);
            assertArrayEquals(whole, session.parameters());
        }
    }

    @Test
    void aModelMeasuresWhatItsTrainingDid() {
        TrainingTask task = task(Map.of());
        Inference.Input input =
                new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds());
        try (TrainingSession session = engine.open(task)) {
            train(session, 1);
            TrainedModel model =
                    new TrainedModel(task.spec(), task.network(), TinyData.SIDE, TinyData.SIDE, session.parameters());
            try (Inference loaded = engine.load(model)) {
                assertArrayEquals(
                        session.evaluate(input).reconstruction(),
                        loaded.evaluate(input).reconstruction());
            }
        }
    }

    /** Whether images are mostly 0 changes the order of sums, and nothing else. */
    @Test
    void aModelOfSparseImagesMeasuresDenseOnes() {
        TrainingTask task = task(Map.of());
        ImageSet dense = TinyData.images(9, 20);
        Inference.Input input = new Inference.Input(dense, task.data().binarization(), task.seeds());
        try (TrainingSession session = engine.open(task);
                TrainingSession reference = new SameDiffEngine().open(task)) {
            float[] expected = reference.evaluate(input).reconstruction();
            assertArrayEquals(expected, session.evaluate(input).reconstruction(), 1e-3f);
            train(session, 1);
            assertTrue(session.evaluate(input).reconstruction()[0] > 0);
        }
    }

    private static LossTerms train(TrainingSession session, int epoch) {
        return session.trainEpoch(epoch, (e, s, n) -> {});
    }

    private static TrainingTask task(Map<String, Object> settings) {
        Map<String, Object> all = new TreeMap<>(Map.of("model.hidden", List.of(WIDE, 8)));
        all.putAll(settings);
        ExperimentSpec spec = TinyData.spec(all);
        DataSplit data = new DataSplit(
                "sparse", "0", images(1, 70), images(2, 30), spec.dataset().binarization());
        assertTrue(SparseRows.pays(FusedInference.source(data.train())));
        return TrainingTask.of(spec, data);
    }

    /** One pixel in six is not 0. */
    private static ImageSet images(long key, int count) {
        byte[] pixels = new byte[count * PIXELS];
        byte[] labels = new byte[count];
        for (int i = 0; i < pixels.length; i++) {
            float u = CounterRandom.uniform(key, i);
            pixels[i] = (byte) (u < 1f / 6 ? 1 + 1500 * u : 0);
        }
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % TinyData.CLASSES);
        }
        return new ImageSet(pixels, labels, TinyData.SIDE, TinyData.SIDE, TinyData.CLASSES);
    }
}
