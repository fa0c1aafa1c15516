package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;
import static dev.lattice.core.engine.fused.Lanes.load;
import static dev.lattice.core.engine.fused.Lanes.store;

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

    private VectorActivation() {}

    /** {@code values = max(x, slope·x)}, x with its bias. */
    static void rectify(float slope, int rows, int columns, Floats values, Floats bias) {
        Object v = values.lanes();
        Object b = bias.lanes();
        int full = columns - columns % LANES;
        VectorMask<Float> last = VectorMath.first(columns - full);
        for (int r = 0; r < rows; r++) {
            int at = values.byteOffset() + r * columns * Float.BYTES;
            int biasAt = bias.byteOffset();
            for (int end = at + full * Float.BYTES; at < end; at += VECTOR_BYTES, biasAt += VECTOR_BYTES) {
                FloatVector x = load(v, at).add(load(b, biasAt));
                store(x.max(x.mul(slope)), v, at);
            }
            if (full < columns) {
                FloatVector x = load(v, at).add(load(b, biasAt));
                VectorKernels.storeFirst(x.max(x.mul(slope)), v, at, last);
            }
        }
    }

    /** {@code values = tanh(x)}, x with its bias. */
    static void tanh(int rows, int columns, Floats values, Floats bias) {
        Object v = values.lanes();
        Object b = bias.lanes();
        int full = columns - columns % LANES;
        VectorMask<Float> last = VectorMath.first(columns - full);
        for (int r = 0; r < rows; r++) {
            int at = values.byteOffset() + r * columns * Float.BYTES;
            int biasAt = bias.byteOffset();
            for (int end = at + full * Float.BYTES; at < end; at += VECTOR_BYTES, biasAt += VECTOR_BYTES) {
                FloatVector x = load(v, at).add(load(b, biasAt));
                store(VectorMath.tanh(x), v, at);
            }
            if (full < columns) {
                FloatVector x = load(v, at).add(load(b, biasAt));
                VectorKernels.storeFirst(VectorMath.tanh(x), v, at, last);
            }
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
            int at = gradient.byteOffset() + r * columns * Float.BYTES;
            int yAt = output.byteOffset() + r * columns * Float.BYTES;
            int sumAt = biasGradient.byteOffset();
            int end = at + full * Float.BYTES;
            for (; at < end; at += VECTOR_BYTES, yAt += VECTOR_BYTES, sumAt += VECTOR_BYTES) {
                FloatVector d = rectified(load(g, at), load(y, yAt), slope);
                store(d, g, at);
                store(load(sums, sumAt).add(d), sums, sumAt);
            }
            if (full < columns) {
                FloatVector d = rectified(load(g, at), load(y, yAt), slope);
                VectorKernels.storeFirst(d, g, at, last);
                VectorKernels.storeFirst(load(sums, sumAt).add(d), sums, sumAt, last);
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
            int at = gradient.byteOffset() + r * columns * Float.BYTES;
            int yAt = output.byteOffset() + r * columns * Float.BYTES;
            int sumAt = biasGradient.byteOffset();
            int end = at + full * Float.BYTES;
            for (; at < end; at += VECTOR_BYTES, yAt += VECTOR_BYTES, sumAt += VECTOR_BYTES) {
                FloatVector d = tanhSlope(load(y, yAt)).mul(load(g, at));
                store(d, g, at);
                store(load(sums, sumAt).add(d), sums, sumAt);
            }
            if (full < columns) {
                FloatVector d = tanhSlope(load(y, yAt)).mul(load(g, at));
                VectorKernels.storeFirst(d, g, at, last);
                VectorKernels.storeFirst(load(sums, sumAt).add(d), sums, sumAt, last);
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
