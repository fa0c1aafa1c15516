package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lattice.core.objective.CodeTerm;
import dev.lattice.core.objective.MeanDiscrepancy;
import dev.lattice.core.objective.TotalCorrelation;
import dev.lattice.core.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels for terms of all codes of a batch against the terms' definitions and central differences of them, in double. */
final class CodeKernelsContractTest {

    private static final double STEP = 1e-5;
    private static final float SCALE = 2.5f;

    private final Workspace workspace = new Workspace();

    /** Kernels, rows and dimensions, with and without a partial vector, and how far codes are spread. */
    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (int[] shape : new int[][] {{1, 3}, {2, 1}, {5, 20}, {16, 3}, {19, 2}, {33, 5}}) {
            for (double spread : new double[] {0.3, 1, 8}) {
                cases.add(Arguments.of(new PlainKernels(), shape[0], shape[1], spread));
                cases.add(Arguments.of(new VectorKernels(), shape[0], shape[1], spread));
            }
        }
        return cases;
    }

    @AfterEach
    void free() {
        workspace.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theMultiquadricDiscrepancyHasTheGradientOfItsDefinition(Kernels kernels, int rows, int latent, double spread) {
        checkDiscrepancy(kernels, rows, latent, spread, MeanDiscrepancy.Kernel.INVERSE_MULTIQUADRATIC);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theGaussianDiscrepancyHasTheGradientOfItsDefinition(Kernels kernels, int rows, int latent, double spread) {
        checkDiscrepancy(kernels, rows, latent, spread, MeanDiscrepancy.Kernel.GAUSSIAN);
    }

    private void checkDiscrepancy(Kernels kernels, int rows, int latent, double spread, MeanDiscrepancy.Kernel kernel) {
        MeanDiscrepancy term = new MeanDiscrepancy(SCALE, kernel, List.of(0.1, 1.0, 7.0));
        Floats z = normal(1, rows * latent, spread);
        Floats prior = normal(2, rows * latent, 1);
        Floats gradient = normal(3, rows * latent, 1);
        float[] before = gradient.toArray();
        double value = kernels.meanDiscrepancy(term, rows, latent, SCALE, z, prior, gradient);
        CodeTerm.Batch batch =
                new CodeTerm.Batch(matrix(z, latent, 0, latent), null, null, matrix(prior, latent, 0, latent), 9);
        assertEquals(term.value(batch), value, 2e-6 * term.scales().size());
        assertGradient(term, batch, batch.z(), gradient, before, 0, latent);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTotalCorrelationHasTheGradientOfItsDefinition(Kernels kernels, int rows, int latent, double spread) {
        TotalCorrelation term = new TotalCorrelation(SCALE);
        Floats heads = normal(4, rows * 2 * latent, spread);
        Floats z = normal(5, rows * latent, 0.5);
        for (int i = 0; i < rows * latent; i++) {
            int at = i / latent * 2 * latent + i % latent;
            // Variances do not grow as the codes' distances do.
            heads.set(at + latent, (float) (heads.get(at + latent) / spread));
            z.set(i, z.get(i) + heads.get(at));
        }
        Floats gradient = normal(6, rows * latent, 1);
        Floats headsGradient = normal(7, rows * 2 * latent, 1);
        float[] before = gradient.toArray();
        float[] unchanged = heads.toArray();
        double value = kernels.totalCorrelation(rows, latent, SCALE, z, heads, gradient, headsGradient);
        assertArrayEquals(unchanged, heads.toArray());
        CodeTerm.Batch batch = new CodeTerm.Batch(
                matrix(z, latent, 0, latent),
                matrix(heads, 2 * latent, 0, latent),
                matrix(heads, 2 * latent, latent, latent),
                null,
                1000);
        double expected = term.value(batch) - term.constant(rows, latent, 1000);
        assertEquals(expected, value, 1e-5 * Math.max(1, Math.abs(expected)));
        float[] none = new float[rows * 2 * latent];
        assertGradient(term, batch, batch.z(), gradient, before, 0, latent);
        assertGradient(term, batch, batch.mean(), headsGradient, none, 0, 2 * latent);
        assertGradient(term, batch, batch.logVar(), headsGradient, none, latent, 2 * latent);
    }

    /** Holds columns {@code from} … of a gradient that was added to {@code before} against central differences. */
    private static void assertGradient(
            CodeTerm term,
            CodeTerm.Batch batch,
            double[][] inputs,
            Floats gradient,
            float[] before,
            int from,
            int width) {
        double largest = 0;
        double[][] expected = new double[inputs.length][inputs[0].length];
        for (int i = 0; i < inputs.length; i++) {
            for (int d = 0; d < inputs[0].length; d++) {
                double x = inputs[i][d];
                inputs[i][d] = x + STEP;
                double above = term.value(batch);
                inputs[i][d] = x - STEP;
                expected[i][d] = SCALE * (above - term.value(batch)) / (2 * STEP);
                inputs[i][d] = x;
                largest = Math.max(largest, Math.abs(expected[i][d]));
            }
        }
        for (int i = 0; i < inputs.length; i++) {
            for (int d = 0; d < inputs[0].length; d++) {
                int at = i * width + from + d;
                double actual = (double) gradient.get(at) - before[at];
                assertEquals(expected[i][d], actual, 2e-5 * largest + 1e-6, "row " + i + ", dimension " + d);
            }
        }
    }

    /** A code that is likelier by another image's posterior than by its own, by more than a float holds. */
    @ParameterizedTest
    @MethodSource("cases")
    void nothingOverflows(Kernels kernels, int rows, int latent, double spread) {
        Floats heads = normal(8, rows * 2 * latent, 1);
        Floats z = normal(9, rows * latent, 60 * spread);
        Floats gradient = workspace.floats(rows * latent);
        double value =
                kernels.totalCorrelation(rows, latent, 1, z, heads, gradient, workspace.floats(2L * rows * latent));
        CodeTerm.Batch batch = new CodeTerm.Batch(
                matrix(z, latent, 0, latent),
                matrix(heads, 2 * latent, 0, latent),
                matrix(heads, 2 * latent, latent, latent),
                null,
                1);
        double expected = new TotalCorrelation(1).value(batch) - (latent - 1) * Math.log(rows);
        assertEquals(expected, value, 1e-4 * Math.max(1, Math.abs(expected)));
    }

    @ParameterizedTest
    @EnumSource(MeanDiscrepancy.Kernel.class)
    void buffersOfAnotherLengthAreRefused(MeanDiscrepancy.Kernel kernel) {
        MeanDiscrepancy term = new MeanDiscrepancy(1, kernel, List.of(1.0));
        Floats six = workspace.floats(6);
        for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> kernels.meanDiscrepancy(term, 2, 3, 1, six, workspace.floats(5), six));
            assertThrows(IllegalArgumentException.class, () -> kernels.totalCorrelation(2, 3, 1, six, six, six, six));
        }
    }

    private Floats normal(long key, int n, double deviation) {
        Floats floats = workspace.floats(n);
        for (int i = 0; i < n; i++) {
            floats.set(i, (float) (deviation * CounterRandom.gaussian(key << 32, i)));
        }
        return floats;
    }

    private static double[][] matrix(Floats floats, int width, int from, int columns) {
        double[][] matrix = new double[floats.length() / width][columns];
        for (int r = 0; r < matrix.length; r++) {
            for (int c = 0; c < columns; c++) {
                matrix[r][c] = floats.get(r * width + from + c);
            }
        }
        return matrix;
    }
}
