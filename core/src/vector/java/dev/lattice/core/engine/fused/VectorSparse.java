package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;
import static dev.lattice.core.engine.fused.Lanes.load;
import static dev.lattice.core.engine.fused.Lanes.store;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Sparse products in strips of five vectors of columns, whose sums stay in registers.
 *
 * <p>The last strip ends with the last column and computes some columns of the one before a second time, to the same sums.
 */
final class VectorSparse implements SparseProducts {

    private static final int VECTOR = FLOATS.length() * Float.BYTES;
    private static final int STRIP = 5 * FLOATS.length();

    private static MethodHandle add = Outlined.method(MethodHandles.lookup(), "add");

    @Override
    public int minColumns() {
        return STRIP;
    }

    @Override
    public void product(SparseRows x, int columns, Floats weights, Floats out) {
        multiply(
                x.byRow(),
                columns,
                weights.requireLength((long) x.columns() * columns, "weights"),
                out.requireLength((long) x.rows() * columns, "out"));
    }

    @Override
    public void weightGradient(SparseRows x, int columns, Floats gradient, Floats weightGradient) {
        multiply(
                x.byColumn(),
                columns,
                gradient.requireLength((long) x.rows() * columns, "gradient"),
                weightGradient.requireLength((long) x.columns() * columns, "weightGradient"));
    }

    private static void multiply(SparseRows.Entries x, int columns, Floats rows, Floats sums) {
        try {
            for (int from = 0; from < columns; from += STRIP) {
                long at = Math.min(from, columns - STRIP) * (long) Float.BYTES;
                for (int block = 0; block < x.blocks(); block++) {
                    add.invokeExact(x, block, columns * Float.BYTES, rows, sums, at);
                }
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    /** Adds a block of every list to the strip at byte {@code at} of its sums, which begin with 0. */
    private static void add(SparseRows.Entries x, int block, int stride, Floats rows, Floats sums, long at) {
        int[] starts = x.starts();
        int[] others = x.others();
        float[] values = x.values();
        int step = x.groupStep();
        int list = block * x.blockStep();
        int count = x.groups();
        Object w = rows.lanes();
        Object y = sums.lanes();
        long wAt = rows.lanesAt() + at;
        long yAt = sums.lanesAt() + at;
        // No branch: one that has not been taken yet when this is compiled costs the other its vectors' registers.
        VectorMask<Float> fresh = VectorMath.first(block == 0 ? FLOATS.length() : 0);
        for (int g = 0; g < count; g++, yAt += stride, list += step) {
            FloatVector a = load(y, yAt).blend(0f, fresh);
            FloatVector b = load(y, yAt + VECTOR).blend(0f, fresh);
            FloatVector c = load(y, yAt + 2 * VECTOR).blend(0f, fresh);
            FloatVector d = load(y, yAt + 3 * VECTOR).blend(0f, fresh);
            FloatVector e = load(y, yAt + 4 * VECTOR).blend(0f, fresh);
            int end = starts[list + 1];
            for (int i = starts[list]; i < end; i++) {
                long from = wAt + (long) others[i] * stride;
                FloatVector v = Lanes.all(values[i]);
                a = v.lanewise(VectorOperators.FMA, load(w, from), a);
                b = v.lanewise(VectorOperators.FMA, load(w, from + VECTOR), b);
                c = v.lanewise(VectorOperators.FMA, load(w, from + 2 * VECTOR), c);
                d = v.lanewise(VectorOperators.FMA, load(w, from + 3 * VECTOR), d);
                e = v.lanewise(VectorOperators.FMA, load(w, from + 4 * VECTOR), e);
            }
            store(a, y, yAt);
            store(b, y, yAt + VECTOR);
            store(c, y, yAt + 2 * VECTOR);
            store(d, y, yAt + 3 * VECTOR);
            store(e, y, yAt + 4 * VECTOR);
        }
    }
}
