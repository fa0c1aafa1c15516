package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TinyData;
import dev.lattice.core.engine.TrainingSession;
import dev.lattice.core.engine.TrainingTask;
import dev.lattice.core.engine.fused.FusedEngine;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatentStatisticsTest {

    @Test
    void theDimensionsAddUpToTheKl() {
        TrainingTask task = TinyData.task(Map.of());
        try (TrainingSession session = new FusedEngine().open(task)) {
            session.trainEpoch(1, (e, s, n) -> {});
            Inference.Measures measures = session.measure(
                    new Inference.Input(task.data().validation(), task.data().binarization(), task.seeds()));
            double sum = Arrays.stream(LatentStatistics.klByDimension(measures.codes()))
                    .mapToDouble(Estimate::mean)
                    .sum();
            assertEquals(measures.losses().mean(1).kl(), sum, 1e-5 * sum);
        }
    }

    @Test
    void theKlOfADimensionIsThatOfItsFormula() {
        // N(2, e) and N(0, 1): (4 + e − 1 − 1)/2 and 0.
        Inference.Codes codes = new Inference.Codes(1, new float[] {2, 0}, new float[] {1, 0});
        Estimate kl = LatentStatistics.klByDimension(codes)[0];
        double first = (2 + Math.E) / 2;
        assertEquals(first / 2, kl.mean(), 1e-7);
        // Of two values: half their difference.
        assertEquals(first / 2, kl.standardError(), 1e-7);
    }

    @Test
    void componentsAreOrderedByTheirVariance() {
        // Along (1, 1) from −3 to 3, across it from −1 to 1: variances in the ratio 9 : 1.
        float[] mean = {3, 3, -3, -3, 1, -1, -1, 1};
        assertArrayEquals(
                new double[] {0.9, 1}, LatentStatistics.explainedVariance(new Inference.Codes(2, mean, null)), 1e-9);
        assertArrayEquals(
                new double[] {0, 0},
                LatentStatistics.explainedVariance(new Inference.Codes(2, new float[4], null)),
                1e-9);
    }

    @Test
    void aStandardErrorIsTheSpreadOverTheRootOfTheCount() {
        Estimate estimate = Estimate.of(new double[] {1, 2, 3, 6});
        assertEquals(3, estimate.mean());
        assertEquals(Math.sqrt((4 + 1 + 0 + 9) / 3.0 / 4), estimate.standardError(), 1e-12);
        assertEquals(Double.NaN, Estimate.of(new double[] {5}).standardError());
        assertEquals(-6, estimate.times(-2).mean());
        assertEquals(2 * estimate.standardError(), estimate.times(-2).standardError());
    }
}
