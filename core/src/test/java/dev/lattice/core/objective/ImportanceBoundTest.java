package dev.lattice.core.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Golden values: {@code golden/importance.py}, 60-digit decimals. */
class ImportanceBoundTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/golden/importance.csv", numLinesToSkip = 1)
    void plainFormulaAndGraphAgreeWithTheGoldenValue(String term, double a, double b, double c, double d, double nats) {
        double tolerance = 1e-12 * Math.max(1, Math.abs(nats));
        if (term.equals("bound")) {
            assertEquals(nats, -ImportanceBound.logMeanExp(new double[] {a, b, c, d}), tolerance);
            SameDiff graph = SameDiff.create();
            // A second image beside it, with other weights.
            SDVariable weights = graph.constant("w", Nd4j.createFromArray(new double[] {a, b, c, d, 1, 1, 1, 1}));
            double[] losses = ImportanceBound.graph(weights, 4).eval().toDoubleVector();
            assertEquals(nats, losses[0], tolerance);
            assertEquals(-1, losses[1], 1e-12);
        } else {
            SameDiff graph = SameDiff.create();
            double z = a + Math.exp(b / 2) * c;
            double ratio = ImportanceBound.latentGraph(
                            constant(graph, "z", z), constant(graph, "logVar", b), constant(graph, "noise", c))
                    .eval()
                    .getDouble(0);
            assertEquals(nats, ratio, tolerance);
        }
    }

    private static SDVariable constant(SameDiff graph, String name, double value) {
        return graph.constant(name, Nd4j.createFromArray(new double[][] {{value}}));
    }
}
