package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;
import static dev.lattice.core.engine.fused.Lanes.load;
import static dev.lattice.core.engine.fused.Lanes.store;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A sparse matrix times a dense one, a strip of the result's columns at a time, so that the strip of the dense matrix
 * stays in the second-level cache while every row passes over it; sums stay in registers.
 *
 * <p>The last strip overlaps the one before where the width is not a multiple of it: it writes the same numbers again.
 */
final class VectorSparse {

    private static final int LANES = FLOATS.length();
    private static final int BYTES = LANES * Float.BYTES;

    private static MethodHandle eight = Outlined.method(MethodHandles.lookup(), "eight");
    private static MethodHandle four = Outlined.method(MethodHandles.lookup(), "four");
    private static MethodHandle one = Outlined.method(MethodHandles.lookup(), "one");

    private VectorSparse() {}

    /** Sets {@code out = a · b}; {@code columns} is at least the number of lanes. */
    static void multiply(SparseMatrix a, int columns, Floats b, Floats out) {
        try {
            int c = 0;
            for (; c + 8 * LANES <= columns; c += 8 * LANES) {
                eight.invokeExact(a, columns, b, out, c);
            }
            for (; c + 4 * LANES <= columns; c += 4 * LANES) {
                four.invokeExact(a, columns, b, out, c);
            }
            for (; c < columns; c += LANES) {
                one.invokeExact(a, columns, b, out, Math.min(c, columns - LANES));
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    private static void eight(SparseMatrix a, int columns, Floats b, Floats out, int first) {
        int[] start = a.start();
        int[] column = a.column();
        float[] value = a.value();
        Object matrix = b.lanes();
        Object result = out.lanes();
        int stride = columns * Float.BYTES;
        int from = b.byteOffset() + first * Float.BYTES;
        int to = out.byteOffset() + first * Float.BYTES;
        for (int r = 0; r < a.rows(); r++, to += stride) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            FloatVector s4 = s0;
            FloatVector s5 = s0;
            FloatVector s6 = s0;
            FloatVector s7 = s0;
            for (int i = start[r]; i < start[r + 1]; i++) {
                FloatVector x = FloatVector.broadcast(FLOATS, value[i]);
                int at = from + column[i] * stride;
                s0 = load(matrix, at).lanewise(VectorOperators.FMA, x, s0);
                s1 = load(matrix, at + BYTES).lanewise(VectorOperators.FMA, x, s1);
                s2 = load(matrix, at + 2 * BYTES).lanewise(VectorOperators.FMA, x, s2);
                s3 = load(matrix, at + 3 * BYTES).lanewise(VectorOperators.FMA, x, s3);
                s4 = load(matrix, at + 4 * BYTES).lanewise(VectorOperators.FMA, x, s4);
                s5 = load(matrix, at + 5 * BYTES).lanewise(VectorOperators.FMA, x, s5);
                s6 = load(matrix, at + 6 * BYTES).lanewise(VectorOperators.FMA, x, s6);
                s7 = load(matrix, at + 7 * BYTES).lanewise(VectorOperators.FMA, x, s7);
            }
            store(s0, result, to);
            store(s1, result, to + BYTES);
            store(s2, result, to + 2 * BYTES);
            store(s3, result, to + 3 * BYTES);
            store(s4, result, to + 4 * BYTES);
            store(s5, result, to + 5 * BYTES);
            store(s6, result, to + 6 * BYTES);
            store(s7, result, to + 7 * BYTES);
        }
    }

    private static void four(SparseMatrix a, int columns, Floats b, Floats out, int first) {
        int[] start = a.start();
        int[] column = a.column();
        float[] value = a.value();
        Object matrix = b.lanes();
        Object result = out.lanes();
        int stride = columns * Float.BYTES;
        int from = b.byteOffset() + first * Float.BYTES;
        int to = out.byteOffset() + first * Float.BYTES;
        for (int r = 0; r < a.rows(); r++, to += stride) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = s0;
            FloatVector s2 = s0;
            FloatVector s3 = s0;
            for (int i = start[r]; i < start[r + 1]; i++) {
                FloatVector x = FloatVector.broadcast(FLOATS, value[i]);
                int at = from + column[i] * stride;
                s0 = load(matrix, at).lanewise(VectorOperators.FMA, x, s0);
                s1 = load(matrix, at + BYTES).lanewise(VectorOperators.FMA, x, s1);
                s2 = load(matrix, at + 2 * BYTES).lanewise(VectorOperators.FMA, x, s2);
                s3 = load(matrix, at + 3 * BYTES).lanewise(VectorOperators.FMA, x, s3);
            }
            store(s0, result, to);
            store(s1, result, to + BYTES);
            store(s2, result, to + 2 * BYTES);
            store(s3, result, to + 3 * BYTES);
        }
    }

    private static void one(SparseMatrix a, int columns, Floats b, Floats out, int first) {
        int[] start = a.start();
        int[] column = a.column();
        float[] value = a.value();
        Object matrix = b.lanes();
        Object result = out.lanes();
        int stride = columns * Float.BYTES;
        int from = b.byteOffset() + first * Float.BYTES;
        int to = out.byteOffset() + first * Float.BYTES;
        for (int r = 0; r < a.rows(); r++, to += stride) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int i = start[r]; i < start[r + 1]; i++) {
                FloatVector x = FloatVector.broadcast(FLOATS, value[i]);
                sum = load(matrix, from + column[i] * stride).lanewise(VectorOperators.FMA, x, sum);
            }
            store(sum, result, to);
        }
    }
}
