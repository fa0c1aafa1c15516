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
 * The activations of {@link VectorKernels}, each with a loop of its own: where two formulas meet behind a switch, the
 * compiler makes their vectors objects.
 */
final class VectorActivation {

    private static final int LANES = FLOATS.length();
    private static final int VECTOR_BYTES = LANES * Float.BYTES;

    private static MethodHandle rectify = Outlined.method(MethodHandles.lookup(), "rectify");
    private static MethodHandle decay = Outlined.method(MethodHandles.lookup(), "decay");
    private static MethodHandle quotient = Outlined.method(MethodHandles.lookup(), "quotient");

    // exp(−2|x|) of one row.
    private float[] decayed = new float[0];

    /** {@code values = max(x, slope·x)}, x with its bias. */
    static void rectify(float slope, int rows, int columns, Floats values, Floats bias) {
        Object v = values.lanes();
        Object b = bias.lanes();
        int full = columns - columns % LANES;
        VectorMask<Float> last = VectorMath.first(columns - full);
        for (int r = 0; r < rows; r++) {
            long at = values.lanesAt() + r * columns * Float.BYTES;
            long biasAt = bias.lanesAt();
            for (int c = 0; c < full; c += LANES, at += VECTOR_BYTES, biasAt += VECTOR_BYTES) {
                FloatVector x = load(v, at).add(load(b, biasAt));
                store(x.max(x.mul(slope)), v, at);
            }
            if (full < columns) {
                FloatVector x = load(v, at).add(load(b, biasAt));
                Lanes.storeFirst(x.max(x.mul(slope)), v, at, last);
            }
        }
    }

    /** {@code values = tanh(x)}, x with its bias, a row at a time in two passes. */
    void tanh(int rows, int columns, Floats values, Floats bias) {
        if (decayed.length < columns + LANES) {
            decayed = new float[columns + LANES];
        }
        try {
            rectify.invokeExact(1f, rows, columns, values, bias);
            for (int r = 0; r < rows; r++) {
                decay.invokeExact(this, r, columns, values);
                quotient.invokeExact(this, r, columns, values);
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    private void decay(int row, int columns, Floats values) {
        Object v = values.lanes();
        long at = values.lanesAt() + row * columns * Float.BYTES;
        for (int c = 0; c < columns; c += LANES) {
            VectorMath.exp(load(v, at + c * Float.BYTES).abs().mul(-2f)).intoArray(decayed, c);
        }
    }

    private void quotient(int row, int columns, Floats values) {
        Object v = values.lanes();
        long at = values.lanesAt() + row * columns * Float.BYTES;
        int full = columns - columns % LANES;
        for (int c = 0; c < full; c += LANES) {
            FloatVector t = Lanes.load(decayed, c);
            store(VectorMath.tanh(load(v, at + c * Float.BYTES), t), v, at + c * Float.BYTES);
        }
        if (full < columns) {
            FloatVector t = Lanes.load(decayed, full);
            FloatVector y = VectorMath.tanh(load(v, at + full * Float.BYTES), t);
            Lanes.storeFirst(y, v, at + full * Float.BYTES, VectorMath.first(columns - full));
        }
    }

    /** {@code gradient *= slope} where the output is not positive, and the column sums. */
    static void rectifyBackward(
            float slope, int rows, int columns, Floats gradient, Floats output, Floats biasGradient) {
        Object g = gradient.lanes();
        Object y = output.lanes();
        Object sums = biasGradient.lanes();
        int full = columns - columns % LANES;
        VectorMask<Float> last = VectorMath.first(columns - full);
        for (int r = 0; r < rows; r++) {
            long at = gradient.lanesAt() + r * columns * Float.BYTES;
            long yAt = output.lanesAt() + r * columns * Float.BYTES;
            long sumAt = biasGradient.lanesAt();
            for (int c = 0; c < full; c += LANES, at += VECTOR_BYTES, yAt += VECTOR_BYTES, sumAt += VECTOR_BYTES) {
                FloatVector d = rectified(load(g, at), load(y, yAt), slope);
                store(d, g, at);
                store(load(sums, sumAt).add(d), sums, sumAt);
            }
            if (full < columns) {
                FloatVector d = rectified(load(g, at), load(y, yAt), slope);
                Lanes.storeFirst(d, g, at, last);
                Lanes.storeFirst(load(sums, sumAt).add(d), sums, sumAt, last);
            }
        }
    }

    /** {@code gradient *= 1 − output²}, and the column sums. */
    static void tanhBackward(int rows, int columns, Floats gradient, Floats output, Floats biasGradient) {
        Object g = gradient.lanes();
        Object y = output.lanes();
        Object sums = biasGradient.lanes();
        int full = columns - columns % LANES;
        VectorMask<Float> last = VectorMath.first(columns - full);
        for (int r = 0; r < rows; r++) {
            long at = gradient.lanesAt() + r * columns * Float.BYTES;
            long yAt = output.lanesAt() + r * columns * Float.BYTES;
            long sumAt = biasGradient.lanesAt();
            for (int c = 0; c < full; c += LANES, at += VECTOR_BYTES, yAt += VECTOR_BYTES, sumAt += VECTOR_BYTES) {
                FloatVector d = tanhSlope(load(y, yAt)).mul(load(g, at));
                store(d, g, at);
                store(load(sums, sumAt).add(d), sums, sumAt);
            }
            if (full < columns) {
                FloatVector d = tanhSlope(load(y, yAt)).mul(load(g, at));
                Lanes.storeFirst(d, g, at, last);
                Lanes.storeFirst(load(sums, sumAt).add(d), sums, sumAt, last);
            }
        }
    }

    private static FloatVector rectified(FloatVector gradient, FloatVector y, float slope) {
        return gradient.mul(slope).blend(gradient, y.compare(VectorOperators.GT, 0f));
    }

    private static FloatVector tanhSlope(FloatVector y) {
        return y.mul(y).neg().add(1f);
    }
}
