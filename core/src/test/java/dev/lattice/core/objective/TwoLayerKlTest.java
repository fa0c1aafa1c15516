package dev.lattice.core.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Golden values: {@code golden/two-layers.py terms}, 60-digit decimals. */
class TwoLayerKlTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/golden/two-layers-terms.csv", numLinesToSkip = 1)
    void plainFormulaAndGraphAgreeWithTheGoldenValue(
            String term, double mean, double logVar, double noise, double priorMean, double priorLogVar, double nats) {
        double z1 = mean + Math.exp(logVar / 2) * noise;
        SameDiff graph = SameDiff.create();
        SDVariable[] v = new SDVariable[5];
        double[] inputs = {z1, logVar, noise, priorMean, priorLogVar};
        for (int i = 0; i < v.length; i++) {
            // A second dimension with the same numbers: terms are summed.
            v[i] = graph.constant("v" + i, Nd4j.createFromArray(new double[][] {{inputs[i], inputs[i]}}));
        }
        double tolerance = 1e-12 * Math.max(1, Math.abs(nats));
        if (term.equals("ratio")) {
            assertEquals(
                    2 * nats,
                    TwoLayerKl.ratioGraph(v[0], v[1], v[2], v[3], v[4]).eval().getDouble(0),
                    2 * tolerance);
        } else {
            assertEquals(nats, TwoLayerKl.lowerNats(z1, logVar, priorMean, priorLogVar), tolerance);
            assertEquals(
                    2 * nats,
                    TwoLayerKl.lowerGraph(v[0], v[1], v[3], v[4]).eval().getDouble(0),
                    2 * tolerance);
        }
    }

    /** Where p(z1|z2) does not depend on z2, the mean over z1 is the KL of one layer. */
    @Test
    void atAStandardNormalPriorTheMeanOverDrawsIsTheKlOfOneLayer() {
        double mean = 0.75;
        double logVar = -1.5;
        // Quadrature over noise: midpoints of 20,000 parts of [-10, 10].
        double sum = 0;
        for (int i = 0; i < 20_000; i++) {
            double noise = -10 + (i + 0.5) * 1e-3;
            double density = Math.exp(-noise * noise / 2) / Math.sqrt(2 * Math.PI) * 1e-3;
            sum += density * TwoLayerKl.lowerNats(mean + Math.exp(logVar / 2) * noise, logVar, 0, 0);
        }
        assertEquals(GaussianKl.nats(mean, logVar), sum, 1e-9);
    }
}
