package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses of the output layer and their gradients, of every implementation of {@link Kernels}, against formulas in double. */
final class OutputKernelsContractTest extends KernelCases {

    @ParameterizedTest
    @MethodSource("kernels")
    void bernoulliOutputIsCrossEntropyWithItsGradient(Kernels kernels, int columns) {
        Floats logits = randoms(ROWS * columns, 12);
        logits.set(0, 120f);
        Floats bias = randoms(columns, 1);
        Floats target = uniforms(ROWS * columns);
        float[] before = logits.toArray();
        Floats rowLoss = workspace.floats(ROWS);
        Floats biasGradient = randoms(columns, 1);
        kernels.bernoulliOutput(ROWS, columns, 0.25f, logits, bias, target, rowLoss, biasGradient);
        double[] sums = new double[columns];
        for (int r = 0; r < ROWS; r++) {
            double loss = 0;
            for (int c = 0; c < columns; c++) {
                int i = r * columns + c;
                double l = (double) before[i] + bias.get(c);
                double x = target.get(i);
                loss += Math.max(l, 0) - l * x + Math.log1p(Math.exp(-Math.abs(l)));
                double d = (1 / (1 + Math.exp(-l)) - x) * 0.25;
                assertEquals(d, logits.get(i), 2e-7, "gradient");
                sums[c] += d;
            }
            assertEquals(loss, rowLoss.get(r), 1e-6 * Math.max(1, loss), "loss");
        }
        assertSums(sums, biasGradient);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void gaussianOutputIsTheNegativeLogDensityWithItsGradient(Kernels kernels, int columns) {
        double s = 0.3;
        Floats logits = randoms(ROWS * columns, 4);
        Floats bias = randoms(columns, 1);
        Floats target = uniforms(ROWS * columns);
        float[] before = logits.toArray();
        Floats rowLoss = workspace.floats(ROWS);
        Floats biasGradient = randoms(columns, 1);
        kernels.gaussianOutput(ROWS, columns, (float) s, 0.25f, logits, bias, target, rowLoss, biasGradient);
        double[] sums = new double[columns];
        for (int r = 0; r < ROWS; r++) {
            double loss = columns / 2.0 * Math.log(2 * Math.PI * s * s);
            for (int c = 0; c < columns; c++) {
                int i = r * columns + c;
                double mean = 1 / (1 + Math.exp(-((double) before[i] + bias.get(c))));
                double error = mean - target.get(i);
                loss += error * error / (2 * s * s);
                double d = 0.25 * error / (s * s) * mean * (1 - mean);
                assertEquals(d, logits.get(i), 1e-6, "gradient");
                sums[c] += d;
            }
            assertEquals(loss, rowLoss.get(r), 2e-5 * Math.max(1, Math.abs(loss)), "loss");
        }
        assertSums(sums, biasGradient);
    }

    @ParameterizedTest
    @MethodSource("wide")
    void lossesOfOneImageAreThoseOfTheFormulas(Kernels kernels, int columns) {
        double s = 0.3;
        Floats logits = randoms(ROWS * columns, 15);
        logits.set(0, 120f);
        Floats bias = randoms(columns, 1);
        Floats images = uniforms(2 * columns);
        Floats target = images.slice(columns, columns);
        float[] before = logits.toArray();
        Floats bernoulli = workspace.floats(ROWS);
        Floats gaussian = workspace.floats(ROWS);
        kernels.bernoulliLoss(ROWS, columns, logits, bias, target, bernoulli);
        kernels.gaussianLoss(ROWS, columns, (float) s, logits, bias, target, gaussian);
        assertArrayEquals(before, logits.toArray());
        for (int r = 0; r < ROWS; r++) {
            double entropy = 0;
            double density = columns / 2.0 * Math.log(2 * Math.PI * s * s);
            for (int c = 0; c < columns; c++) {
                double l = (double) before[r * columns + c] + bias.get(c);
                double x = target.get(c);
                entropy += Math.max(l, 0) - l * x + Math.log1p(Math.exp(-Math.abs(l)));
                double error = 1 / (1 + Math.exp(-l)) - x;
                density += error * error / (2 * s * s);
            }
            assertEquals(entropy, bernoulli.get(r), 1e-6 * Math.max(1, entropy), "bernoulli");
            assertEquals(density, gaussian.get(r), 2e-5 * Math.max(1, Math.abs(density)), "gaussian");
        }
    }

    @ParameterizedTest
    @MethodSource("wide")
    void lossesAreTheSameBitsWithAndWithoutAGradient(Kernels kernels, int columns) {
        Floats logits = randoms(ROWS * columns, 15);
        Floats bias = randoms(columns, 1);
        Floats target = uniforms(ROWS * columns);
        float[] before = logits.toArray();
        Floats with = workspace.floats(ROWS);
        Floats without = workspace.floats(ROWS);
        Floats biasGradient = workspace.floats(columns);
        kernels.bernoulliLoss(ROWS, columns, logits, bias, target, without);
        assertArrayEquals(before, logits.toArray());
        kernels.bernoulliOutput(ROWS, columns, 0.25f, logits, bias, target, with, biasGradient);
        assertArrayEquals(with.toArray(), without.toArray());
        logits.copyFrom(before, 0);
        kernels.gaussianLoss(ROWS, columns, 0.3f, logits, bias, target, without);
        assertArrayEquals(before, logits.toArray());
        kernels.gaussianOutput(ROWS, columns, 0.3f, 0.25f, logits, bias, target, with, biasGradient);
        assertArrayEquals(with.toArray(), without.toArray());
    }

    @ParameterizedTest
    @MethodSource("wide")
    void squaredErrorsAreThoseOfTheFormula(Kernels kernels, int columns) {
        Floats logits = randoms(ROWS * columns, 8);
        Floats bias = randoms(columns, 1);
        Floats target = uniforms(ROWS * columns);
        Floats errors = workspace.floats(ROWS);
        kernels.squaredError(ROWS, columns, logits, bias, target, errors);
        for (int r = 0; r < ROWS; r++) {
            double sum = 0;
            for (int c = 0; c < columns; c++) {
                double l = (double) logits.get(r * columns + c) + bias.get(c);
                double error = 1 / (1 + Math.exp(-l)) - target.get(r * columns + c);
                sum += error * error;
            }
            assertEquals(sum, errors.get(r), 2e-6 * sum, "row " + r);
        }
    }

    /** Widths below and above what the products of a vector kernel hold. */
    static List<Arguments> wide() {
        List<Arguments> cases = new ArrayList<>(kernels());
        for (int columns : new int[] {784, 1024, 1025, 3000}) {
            cases.add(Arguments.of(new PlainKernels(), columns));
            cases.add(Arguments.of(new VectorKernels(), columns));
        }
        return cases;
    }
}
