package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;
import static dev.lattice.core.engine.fused.Lanes.load;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The losses of {@link VectorKernels} without their gradients: one pass over a row, which nothing is written to. */
final class VectorLoss {

    private static final int LANES = FLOATS.length();

    /** Pixels that {@link #linear} and {@link #product} hold: a factor 1 + exp(−|l|) is at most 2, so that 64 stay far from the largest float. */
    static final int PART = 64 * LANES;

    private static MethodHandle whole = Outlined.method(MethodHandles.lookup(), "whole");
    private static MethodHandle rest = Outlined.method(MethodHandles.lookup(), "rest");
    private static MethodHandle sum = Outlined.method(MethodHandles.lookup(), "logarithms");
    private static MethodHandle squared = Outlined.method(MethodHandles.lookup(), "squared");

    /**
     * The lanes of Σ max(l, 0) − l·x and Π 1 + exp(−|l|). Logarithms are taken of the products, one in 64 vectors instead of one for each.
     */
    final float[] linear = new float[LANES];

    final float[] product = new float[LANES];

    /**
     * Sets {@code rowLoss}.
     *
     * @param step from one row of {@code target} to the next
     */
    void bernoulli(int rows, int columns, Floats logits, Floats bias, Floats target, int step, Floats rowLoss) {
        try {
            for (int r = 0; r < rows; r++) {
                double loss = 0;
                for (int from = 0; from < columns; from += PART) {
                    int count = Math.min(PART, columns - from);
                    int full = count - count % LANES;
                    long at = logits.lanesAt() + (r * columns + from) * Float.BYTES;
                    long biasAt = bias.lanesAt() + from * Float.BYTES;
                    long xAt = target.lanesAt() + (r * step + from) * Float.BYTES;
                    int bytes = full * Float.BYTES;
                    whole.invokeExact(this, at, biasAt, xAt, bytes, logits, bias, target);
                    if (full < count) {
                        int last = count - full;
                        rest.invokeExact(this, at + bytes, biasAt + bytes, xAt + bytes, last, logits, bias, target);
                    }
                    loss += sum();
                }
                rowLoss.set(r, (float) loss);
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    /**
     * Sets {@code rowError} to Σ (μ − x)².
     *
     * @param step from one row of {@code target} to the next
     */
    void squares(int rows, int columns, Floats logits, Floats bias, Floats target, int step, Floats rowError) {
        try {
            for (int r = 0; r < rows; r++) {
                long at = logits.lanesAt() + r * columns * Float.BYTES;
                long xAt = target.lanesAt() + r * step * Float.BYTES;
                rowError.set(r, (float) squared.invokeExact(at, xAt, columns, logits, bias, target));
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    /** Returns the loss that {@link #linear} and {@link #product} add up to. */
    float sum() throws Throwable {
        return (float) sum.invokeExact(this);
    }

    /** Sets {@link #linear} and {@link #product} for whole vectors of {@code bytes} bytes of pixels. */
    private void whole(long at, long biasAt, long xAt, int bytes, Floats logits, Floats bias, Floats target) {
        Object l = logits.lanes();
        Object b = bias.lanes();
        Object x = target.lanes();
        FloatVector sum = Lanes.all(0f);
        FloatVector factors = Lanes.all(1f);
        for (int c = 0; c < bytes; c += LANES * Float.BYTES) {
            FloatVector logit = load(l, at + c).add(load(b, biasAt + c));
            sum = sum.add(logit.max(0f).sub(logit.mul(load(x, xAt + c))));
            factors = factors.mul(VectorMath.exp(logit.abs().neg()).add(1f));
        }
        sum.intoArray(linear, 0);
        factors.intoArray(product, 0);
    }

    /** Adds the last {@code count} pixels of a row, fewer than a vector. */
    private void rest(long at, long biasAt, long xAt, int count, Floats logits, Floats bias, Floats target) {
        VectorMask<Float> last = VectorMath.first(count);
        FloatVector logit = load(logits.lanes(), at).add(load(bias.lanes(), biasAt));
        FloatVector x = load(target.lanes(), xAt);
        FloatVector sum = Lanes.load(linear, 0);
        FloatVector factors = Lanes.load(product, 0);
        sum.add(logit.max(0f).sub(logit.mul(x)), last).intoArray(linear, 0);
        factors.mul(VectorMath.exp(logit.abs().neg()).add(1f), last).intoArray(product, 0);
    }

    private float logarithms() {
        FloatVector logarithm = VectorRandom.log(Lanes.load(product, 0));
        return VectorMath.sumLanes(Lanes.load(linear, 0).add(logarithm));
    }

    /** Returns Σ (μ − x)² of a row. */
    private static float squared(long at, long xAt, int columns, Floats logits, Floats bias, Floats target) {
        Object l = logits.lanes();
        Object b = bias.lanes();
        Object x = target.lanes();
        long biasAt = bias.lanesAt();
        int full = (columns - columns % LANES) * Float.BYTES;
        FloatVector sum = Lanes.all(0f);
        for (int c = 0; c < full; c += LANES * Float.BYTES) {
            FloatVector logit = load(l, at + c).add(load(b, biasAt + c));
            FloatVector mean =
                    VectorMath.logistic(logit, VectorMath.exp(logit.abs().neg()));
            FloatVector error = mean.sub(load(x, xAt + c));
            sum = error.lanewise(VectorOperators.FMA, error, sum);
        }
        if (columns % LANES > 0) {
            FloatVector logit = load(l, at + full).add(load(b, biasAt + full));
            FloatVector mean =
                    VectorMath.logistic(logit, VectorMath.exp(logit.abs().neg()));
            FloatVector error = mean.sub(load(x, xAt + full));
            sum = sum.blend(error.lanewise(VectorOperators.FMA, error, sum), VectorMath.first(columns % LANES));
        }
        return VectorMath.sumLanes(sum);
    }
}
