package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products with the pixels that are not 0 against loops in double over all pixels. */
final class SparseProductsTest {

    private final Workspace workspace = new Workspace();
    private final Random random = new Random(5);
    private final VectorKernels kernels = new VectorKernels();
    private final SparseProducts products = new VectorSparse();

    @AfterEach
    void free() {
        workspace.close();
    }

    /** Fewer rows than a block, a block, and more; pixels that are no multiple of eight; columns that are no multiple of a strip. */
    @ParameterizedTest
    @CsvSource({"1, 784, 0", "5, 203, 1", "128, 64, 20", "130, 37, 0", "300, 201, 87"})
    void equalLoopsOverAllPixels(int rows, int pixels, int moreColumns) {
        int columns = products.minColumns() + moreColumns;
        ImageSource images = images(2 * rows, pixels, 0.2);
        int[] order = IntStream.range(0, images.count())
                .map(i -> images.count() - 1 - i)
                .toArray();
        for (Binarization binarization : new Binarization[] {Binarization.NONE, Binarization.bernoulli(3)}) {
            check(rows, columns, images, order, binarization);
        }
    }

    private void check(int rows, int columns, ImageSource images, int[] order, Binarization binarization) {
        int pixels = images.pixels();
        Floats dense = workspace.floats((long) rows * pixels);
        Floats weights = randoms(pixels * columns);
        Floats gradient = randoms(rows * columns);
        // What was there before does not count.
        Floats out = randoms(rows * columns);
        Floats weightGradient = randoms(pixels * columns);
        SparseRows sparse = new SparseRows(rows, pixels);
        // The second batch overwrites the first.
        for (int start : new int[] {0, rows}) {
            kernels.gather(images, order, start, rows, binarization, dense);
            sparse.read(images, order, start, dense);
            products.product(sparse, columns, weights, out);
            products.weightGradient(sparse, columns, gradient, weightGradient);
        }
        float[] x = dense.toArray();
        float[] w = weights.toArray();
        float[] g = gradient.toArray();
        double[][] y = new double[rows][columns];
        double[][] dw = new double[pixels][columns];
        for (int r = 0; r < rows; r++) {
            for (int p = 0; p < pixels; p++) {
                for (int c = 0; c < columns; c++) {
                    y[r][c] += (double) x[r * pixels + p] * w[p * columns + c];
                    dw[p][c] += (double) x[r * pixels + p] * g[r * columns + c];
                }
            }
        }
        assertNear(y, out, columns);
        assertNear(dw, weightGradient, columns);
    }

    private static void assertNear(double[][] expected, Floats actual, int columns) {
        for (int i = 0; i < actual.length(); i++) {
            assertEquals(expected[i / columns][i % columns], actual.get(i), 2e-5, "element " + i);
        }
    }

    @Test
    void aBatchMayBeDenserThanTheFirstImages() {
        ImageSource images = images(40, 64, 0.9);
        int[] order = IntStream.range(0, 40).toArray();
        check(20, products.minColumns(), images, order, Binarization.NONE);
    }

    @Test
    void payWhereFewPixelsAreNotZero() {
        assertTrue(SparseRows.pays(images(600, 784, 0.2)));
        assertFalse(SparseRows.pays(images(600, 784, 0.3)));
        assertTrue(SparseRows.pays(images(3, 10, 0)));
    }

    private ImageSource images(int count, int pixels, double density) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(count * pixels);
        for (int i = 0; i < count * pixels; i++) {
            bytes.put(i, (byte) (random.nextDouble() < density ? 1 + random.nextInt(255) : 0));
        }
        return new ImageSource(count, pixels, bytes);
    }

    private Floats randoms(int count) {
        Floats floats = workspace.floats(count);
        for (int i = 0; i < count; i++) {
            floats.set(i, random.nextFloat() - 0.5f);
        }
        return floats;
    }
}
