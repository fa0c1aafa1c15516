package dev.lattice.core.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.ConfigException;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

/** Golden values: {@code golden/codes.py}, NumPy and SciPy. */
class CodeTermTest {

    private static final double TOLERANCE = 1e-11;

    @ParameterizedTest
    @CsvFileSource(resources = "/golden/codes.csv", numLinesToSkip = 1)
    void plainFormulaAndGraphAgreeWithTheGoldenValue(
            String term, int rows, int latent, double size, double spread, String scales, int images, double value) {
        CodeTerm.Batch batch = batch(rows, latent, size, spread, images);
        List<Double> kernel =
                Arrays.stream(scales.split(" ")).map(Double::valueOf).toList();
        CodeTerm made = switch (term) {
            case "imq" -> new MeanDiscrepancy(3, MeanDiscrepancy.Kernel.INVERSE_MULTIQUADRATIC, kernel);
            case "gaussian" -> new MeanDiscrepancy(3, MeanDiscrepancy.Kernel.GAUSSIAN, kernel);
            default -> new TotalCorrelation(3);
        };
        assertEquals(value, made.value(batch), TOLERANCE * Math.max(1, Math.abs(value)));
        // SameDiff cannot sum over an axis of length 1. The weights of pairs are floats.
        if (latent > 1) {
            assertEquals(value, onGraph(made, batch), 1e-6 * Math.max(1, Math.abs(value)));
        }
    }

    @Test
    void thereIsNoDiscrepancyOfOneCode() {
        CodeTerm term = new MeanDiscrepancy(1, MeanDiscrepancy.Kernel.GAUSSIAN, List.of(1.0));
        CodeTerm.Batch one = batch(1, 3, 2, 1, 10);
        assertEquals(0, term.value(one));
        assertEquals(0, onGraph(term, one));
    }

    /** In expectation 0 where the distributions are one, of 400 estimates within four standard errors; 0.3 off, it is not. */
    @Test
    void theDiscrepancyOfDrawsOfThePriorIsZeroOnAverage() {
        CodeTerm term = new MeanDiscrepancy(1, MeanDiscrepancy.Kernel.INVERSE_MULTIQUADRATIC, List.of(0.1, 1.0));
        assertEquals(0, scoreOfShift(term, 0), 4);
        assertTrue(scoreOfShift(term, 0.3) > 10, "" + scoreOfShift(term, 0.3));
    }

    @Test
    void moreCodesThanAnArrayHoldsPairsOfAreRefused() {
        assertBatchRefused(new TotalCorrelation(1), 46_340);
        assertBatchRefused(new MeanDiscrepancy(1, MeanDiscrepancy.Kernel.GAUSSIAN, List.of(1.0)), 23_170);
    }

    private static void assertBatchRefused(CodeTerm term, int most) {
        // Of the second, the square is 0 in 32 bits.
        for (int rows : List.of(most + 1, 65_536)) {
            assertEquals(
                    "'training.batchSize' must be at most " + most
                            + " for an array to hold all pairs of codes, but was " + rows,
                    assertThrows(ConfigException.class, () -> term.pairWeights(rows))
                            .getMessage());
        }
    }

    private static double scoreOfShift(CodeTerm term, double shift) {
        int batches = 400;
        double sum = 0;
        double squares = 0;
        for (int b = 0; b < batches; b++) {
            double[][] z = normal("z", b, shift);
            double value = term.value(new CodeTerm.Batch(z, null, null, normal("p", b, 0), 0));
            sum += value;
            squares += value * value;
        }
        double mean = sum / batches;
        return mean / Math.sqrt((squares / batches - mean * mean) / batches);
    }

    private static double[][] normal(String purpose, int batch, double shift) {
        long key = new Seeds(5).derive(purpose, batch);
        double[][] z = new double[16][4];
        for (int i = 0; i < 64; i++) {
            z[i / 4][i % 4] = shift + CounterRandom.gaussian(key, i);
        }
        return z;
    }

    private static CodeTerm.Batch batch(int rows, int latent, double size, double spread, int images) {
        double[][] z = new double[rows][latent];
        double[][] p = new double[rows][latent];
        double[][] mean = new double[rows][latent];
        double[][] logVar = new double[rows][latent];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < latent; j++) {
                z[i][j] = size * Math.sin(1.3 * i + 2.1 * j + 0.5);
                p[i][j] = 1.4 * Math.sin(3.7 * i + 0.9 * j + 2);
                mean[i][j] = z[i][j] + 0.3 * Math.sin(i + 2.0 * j);
                logVar[i][j] = spread * Math.sin(2.0 * i + j) - 1;
            }
        }
        return new CodeTerm.Batch(z, mean, logVar, p, images);
    }

    private static double onGraph(CodeTerm term, CodeTerm.Batch batch) {
        SameDiff graph = SameDiff.create();
        int rows = batch.z().length;
        int latent = batch.z()[0].length;
        float[] weights = term.pairWeights(rows);
        int side = (int) Math.sqrt(weights.length);
        double[][] pairs = new double[side][side];
        for (int i = 0; i < weights.length; i++) {
            pairs[i / side][i % side] = weights[i];
        }
        return term.graph(new CodeTerm.CodeGraph(
                        latent,
                        constant(graph, "z", batch.z()),
                        constant(graph, "mean", batch.mean()),
                        constant(graph, "logVar", batch.logVar()),
                        constant(graph, "prior", batch.prior()),
                        constant(graph, "weights", pairs),
                        graph.constant(term.constant(rows, latent, batch.images()))))
                .eval()
                .getDouble(0);
    }

    private static SDVariable constant(SameDiff graph, String name, double[][] values) {
        return graph.constant(name, Nd4j.createFromArray(values));
    }
}
