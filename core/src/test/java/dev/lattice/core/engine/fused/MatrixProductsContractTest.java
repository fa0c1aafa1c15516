package dev.lattice.core.engine.fused;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lattice.core.engine.fused.MatrixProducts.Operand;
import dev.lattice.core.engine.fused.MatrixProducts.Product;
import dev.lattice.core.engine.fused.MatrixProducts.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every implementation of {@link MatrixProducts} against double loops, for all storages; and who owns what. */
final class MatrixProductsContractTest {

    static List<Supplier<MatrixProducts>> libraries() {
        List<Supplier<MatrixProducts>> all = new ArrayList<>();
        all.add(PlainProducts::new);
        all.add(OpenBlasProducts::new);
        all.add(() -> packing(true));
        all.add(() -> packing(false));
        all.add(() -> new OneDnnProducts(OneDnnProducts.Operands.F32, new ProductRules(64, 1, Integer.MAX_VALUE)));
        // Sums of 33 in two parts, of 48 in three, of 784 in forty.
        all.add(() -> packing(true, 20));
        all.add(() -> packing(false, 20));
        if (OneDnnProducts.supportsBf16()) {
            all.add(() -> new OneDnnProducts(OneDnnProducts.Operands.BF16));
        }
        return all;
    }

    private static OneDnnProducts packing(boolean packs) {
        return packing(packs, Integer.MAX_VALUE);
    }

    private static OneDnnProducts packing(boolean packs, int depth) {
        int rows = packs ? 1 : Integer.MAX_VALUE;
        return new OneDnnProducts(OneDnnProducts.Operands.F32, new ProductRules(rows, rows, depth));
    }

    /** So that which is faster may be chosen by the machine. */
    @ParameterizedTest
    @CsvSource({
        "37, 800, 784, 784",
        "37, 800, 784, 512",
        "100, 784, 400, 512",
        "784, 400, 100, 512",
        "500, 33, 128, 40",
        "128, 16, 8, 512"
    })
    void packedAndInPlaceGiveTheSameBits(int m, int n, int k, int depth) {
        Random random = new Random(4);
        try (MatrixProducts packed = packing(true, depth);
                MatrixProducts inPlace = packing(false, depth);
                Workspace workspace = new Workspace()) {
            Floats a = workspace.floats((long) m * k);
            Floats b = workspace.floats((long) k * n);
            Floats out = workspace.floats((long) m * n);
            for (Floats operand : List.of(a, b)) {
                for (int i = 0; i < operand.length(); i++) {
                    operand.set(i, random.nextFloat() - 0.5f);
                }
            }
            for (Storage aStorage : Storage.values()) {
                float[][] results = new float[2][];
                for (int i = 0; i < 2; i++) {
                    MatrixProducts library = i == 0 ? packed : inPlace;
                    library.product(m, n, k, library.operand(a), aStorage, library.operand(b), Storage.PLAIN, out)
                            .run();
                    results[i] = out.toArray();
                }
                assertArrayEquals(results[0], results[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void productsEqualDoubleLoopsInEveryStorage(Supplier<MatrixProducts> library) {
        Random random = new Random(3);
        try (MatrixProducts products = library.get();
                Workspace workspace = new Workspace()) {
            double tolerance = products.description().contains("bf16") ? 0.02 : 2e-6;
            for (int[] shape : new int[][] {{1, 1, 1}, {5, 7, 3}, {64, 40, 33}, {100, 17, 48}, {40, 100, 784}}) {
                for (Storage aStorage : Storage.values()) {
                    for (Storage bStorage : Storage.values()) {
                        check(products, workspace, random, shape, aStorage, bStorage, tolerance);
                    }
                }
            }
        }
    }

    private static void check(
            MatrixProducts products,
            Workspace workspace,
            Random random,
            int[] shape,
            Storage aStorage,
            Storage bStorage,
            double tolerance) {
        int m = shape[0];
        int n = shape[1];
        int k = shape[2];
        Floats a = workspace.floats((long) m * k + 3).slice(3, m * k);
        Floats b = workspace.floats((long) k * n);
        Floats out = workspace.floats((long) m * n);
        Operand left = products.operand(a);
        Operand right = products.operand(b);
        Product product = products.product(m, n, k, left, aStorage, right, bStorage, out);
        for (int i = 0; i < a.length(); i++) {
            a.set(i, random.nextFloat() - 0.5f);
        }
        for (int i = 0; i < b.length(); i++) {
            b.set(i, random.nextFloat() - 0.5f);
        }
        left.changed();
        right.changed();
        product.run();
        float[] once = out.toArray();
        product.run();
        assertArrayEquals(once, out.toArray(), "stored, not accumulated, and the same bits");
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    double x = a.get(aStorage == Storage.PLAIN ? i * k + l : l * m + i);
                    sum += x * b.get(bStorage == Storage.PLAIN ? l * n + j : j * k + l);
                }
                assertEquals(sum, once[i * n + j], tolerance * Math.sqrt(k), aStorage + " " + bStorage);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void buffersSurviveTheCollectorWhileAProductHoldsThem(Supplier<MatrixProducts> library) {
        try (MatrixProducts products = library.get();
                Workspace workspace = new Workspace()) {
            List<Product> bound = new ArrayList<>();
            List<Floats> results = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Floats a = workspace.floats(64 * 64);
                Floats b = workspace.floats(64 * 64);
                Floats out = workspace.floats(64 * 64);
                a.fill(i);
                b.fill(1f);
                Operand left = products.operand(a);
                Operand right = products.operand(b);
                left.changed();
                right.changed();
                bound.add(products.product(64, 64, 64, left, Storage.PLAIN, right, Storage.PLAIN, out));
                results.add(out);
            }
            for (int round = 0; round < 5; round++) {
                System.gc();
                for (int i = 0; i < bound.size(); i++) {
                    bound.get(i).run();
                    assertEquals(64f * i, results.get(i).get(4095), 1f);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void closedMemoryIsRefusedInsteadOfRead(Supplier<MatrixProducts> library) {
        try (MatrixProducts products = library.get()) {
            Workspace workspace = new Workspace();
            Floats a = workspace.floats(16);
            Operand operand = products.operand(a);
            Floats out = workspace.floats(16);
            Product product = products.product(4, 4, 4, operand, Storage.PLAIN, operand, Storage.PLAIN, out);
            workspace.close();
            assertThrows(IllegalStateException.class, product::run);
            assertThrows(IllegalStateException.class, () -> a.get(0));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> products.product(4, 4, 5, operand, Storage.PLAIN, operand, Storage.PLAIN, out));
        }
    }

    @Test
    void bf16IsRefusedWhereTheCpuLacksIt() {
        if (!OneDnnProducts.supportsBf16()) {
            UnsupportedOperationException error = assertThrows(
                    UnsupportedOperationException.class, () -> new OneDnnProducts(OneDnnProducts.Operands.BF16));
            assertEquals(true, error.getMessage().contains("bf16"));
        }
    }
}
