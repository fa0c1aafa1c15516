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

    // A factor 1 + exp(−|l|) is at most 2, so that this many of them stay far from the largest float.
    private static final int FACTORS = 64;

    private static MethodHandle whole = Outlined.method(MethodHandles.lookup(), "whole");
    private static MethodHandle rest = Outlined.method(MethodHandles.lookup(), "rest");
    private static MethodHandle sum = Outlined.method(MethodHandles.lookup(), "sum");
    private static MethodHandle squares = Outlined.method(MethodHandles.lookup(), "squares");

    private final float[] linear = new float[LANES];
    private final float[] product = new float[LANES];

    void bernoulli(int rows, int columns, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        try {
            for (int r = 0; r < rows; r++) {
                double loss = 0;
                for (int from = 0; from < columns; from += FACTORS * LANES) {
                    int count = Math.min(FACTORS * LANES, columns - from);
                    int full = count - count % LANES;
                    long at = logits.lanesAt() + (r * columns + from) * Float.BYTES;
                    whole.invokeExact(this, at, from, full * Float.BYTES, logits, bias, target);
                    if (full < count) {
                        rest.invokeExact(
                                this, at + full * Float.BYTES, from + full, count - full, logits, bias, target);
                    }
                    loss += (float) sum.invokeExact(this);
                }
                rowLoss.set(r, (float) loss);
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    void gaussian(
            int rows, int columns, float standardDeviation, Floats logits, Floats bias, Floats target, Floats rowLoss) {
        double variance = (double) standardDeviation * standardDeviation;
        double constant = 0.5 * columns * Math.log(2 * Math.PI * variance);
        try {
            for (int r = 0; r < rows; r++) {
                float sum = (float) squares.invokeExact(r, columns, logits, bias, target);
                rowLoss.set(r, (float) (sum / (2 * variance) + constant));
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    /**
     * Sets {@code linear} and {@code product} to the lanes of Σ max(l, 0) − l·x and Π 1 + exp(−|l|) over whole vectors of
     * {@code bytes} bytes of pixels from {@code from} on, whose logits begin at byte {@code at}. Logarithms are then taken of the
     * products, one in {@value #FACTORS} vectors instead of one for each.
     */
    private void whole(long at, int from, int bytes, Floats logits, Floats bias, Floats target) {
        Object l = logits.lanes();
        Object b = bias.lanes();
        Object x = target.lanes();
        long biasAt = bias.lanesAt() + from * Float.BYTES;
        long xAt = target.lanesAt() + from * Float.BYTES;
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
    private void rest(long at, int from, int count, Floats logits, Floats bias, Floats target) {
        VectorMask<Float> last = VectorMath.first(count);
        FloatVector logit = load(logits.lanes(), at).add(load(bias.lanes(), bias.lanesAt() + from * Float.BYTES));
        FloatVector x = load(target.lanes(), target.lanesAt() + from * Float.BYTES);
        FloatVector sum = Lanes.load(linear, 0);
        FloatVector factors = Lanes.load(product, 0);
        sum.add(logit.max(0f).sub(logit.mul(x)), last).intoArray(linear, 0);
        factors.mul(VectorMath.exp(logit.abs().neg()).add(1f), last).intoArray(product, 0);
    }

    /** Returns the loss that {@code linear} and {@code product} add up to. */
    private float sum() {
        FloatVector logarithm = VectorRandom.log(Lanes.load(product, 0));
        return VectorMath.sumLanes(Lanes.load(linear, 0).add(logarithm));
    }

    /** Returns Σ (μ − x)² of a row. */
    private static float squares(int row, int columns, Floats logits, Floats bias, Floats target) {
        Object l = logits.lanes();
        Object b = bias.lanes();
        Object x = target.lanes();
        long at = logits.lanesAt() + row * columns * Float.BYTES;
        long biasAt = bias.lanesAt();
        long xAt = target.lanesAt();
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
