package dev.lattice.core.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Golden values: {@code golden/losses.py}, 50-digit decimals. */
class LossesTest {

    @ParameterizedTest
    @CsvFileSource(resources = "/golden/losses.csv", numLinesToSkip = 1)
    void plainFormulaAndGraphAgreeWithTheGoldenValue(String term, double a, double b, double c, double nats) {
        double plain = switch (term) {
            case "kl" -> GaussianKl.nats(a, b);
            case "bernoulli" -> BernoulliLoss.nats(a, b);
            case "gaussian" -> GaussianLoss.nats(a, b, c);
            default -> throw new IllegalArgumentException(term);
        };
        double graph = onGraph(a, b, v -> switch (term) {
            case "kl" -> GaussianKl.graph(v[0], v[1]);
            case "bernoulli" -> BernoulliLoss.graph(v[0], v[1]);
            default -> GaussianLoss.graph(v[0], v[1], 1, c);
        });
        double tolerance = 1e-12 * Math.max(1, Math.abs(nats));
        assertEquals(nats, plain, tolerance);
        assertEquals(nats, graph, tolerance);
    }

    @Test
    void aSaturatedWrongPixelCostsItsLogit() {
        assertEquals(500, BernoulliLoss.nats(500, 0), 1e-9);
        assertEquals(500, onGraph(500, 0, v -> BernoulliLoss.graph(v[0], v[1])), 1e-9);
        assertEquals(0, BernoulliLoss.nats(500, 1), 1e-9);
    }

    @Test
    void klIsZeroAtThePriorAndPositiveElsewhere() {
        assertEquals(0, GaussianKl.nats(0, 0));
        for (double mean = -3; mean <= 3; mean += 0.37) {
            for (double logVar = -5; logVar <= 3; logVar += 0.41) {
                assertEquals(true, GaussianKl.nats(mean, logVar) > 0);
            }
        }
    }

    private static double onGraph(double a, double b, Function<SDVariable[], SDVariable> loss) {
        SameDiff graph = SameDiff.create();
        SDVariable[] inputs = {
            graph.constant("a", Nd4j.createFromArray(new double[][] {{a}})),
            graph.constant("b", Nd4j.createFromArray(new double[][] {{b}}))
        };
        return loss.apply(inputs).eval().getDouble(0);
    }
}
