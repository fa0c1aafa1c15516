package dev.lattice.core.engine.fused;

import java.nio.FloatBuffer;

/** Products by three loops with sums in double: for tests, and for machines without a native library. */
public final class PlainProducts implements MatrixProducts {

    @Override
    public String description() {
        return "plain Java, f32";
    }

    @Override
    public Product product(
            int m, int n, int k, Operand left, Storage aStorage, Operand right, Storage bStorage, Floats out) {
        MatrixProducts.requireShape(m, n, k, left, right, out);
        Floats a = left.values();
        Floats b = right.values();
        int aRow = aStorage == Storage.PLAIN ? k : 1;
        int aColumn = aStorage == Storage.PLAIN ? 1 : m;
        int bRow = bStorage == Storage.PLAIN ? n : 1;
        int bColumn = bStorage == Storage.PLAIN ? 1 : k;
        return () -> {
            FloatBuffer x = a.plain();
            FloatBuffer y = b.plain();
            FloatBuffer result = out.plain();
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int l = 0; l < k; l++) {
                        sum += (double) x.get(a.offset() + i * aRow + l * aColumn)
                                * y.get(b.offset() + l * bRow + j * bColumn);
                    }
                    result.put(out.offset() + i * n + j, (float) sum);
                }
            }
        };
    }

    @Override
    public void close() {
        // Holds nothing native.
    }
}
