package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lattice.core.random.CounterRandom;
import org.junit.jupiter.api.Test;

class RocCurveTest {

    @Test
    void theAreaIsTheShareOfPairsInOrder() {
        double[] normal = new double[40];
        double[] anomalous = new double[25];
        for (int i = 0; i < normal.length; i++) {
            // Rounded, so that there are ties.
            normal[i] = Math.round(4 * CounterRandom.gaussian(3, i));
        }
        for (int i = 0; i < anomalous.length; i++) {
            anomalous[i] = Math.round(2 + 4 * CounterRandom.gaussian(4, i));
        }
        double pairs = 0;
        for (double n : normal) {
            for (double a : anomalous) {
                pairs += a > n ? 1 : a == n ? 0.5 : 0;
            }
        }
        assertEquals(pairs / (40 * 25), RocCurve.area(normal, anomalous), 1e-12);
    }

    @Test
    void perfectReversedAndUselessScoresHaveTheirAreas() {
        double[] low = {1, 2, 3};
        double[] high = {4, 5};
        assertEquals(1, RocCurve.area(low, high));
        assertEquals(0, RocCurve.area(high, low));
        assertEquals(0.5, RocCurve.area(new double[] {7, 7}, new double[] {7, 7, 7}));
        assertThrows(IllegalArgumentException.class, () -> RocCurve.area(low, new double[0]));
    }
}
