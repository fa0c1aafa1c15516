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
 * The output layer of {@link VectorKernels}, row by row in two passes over the first-level cache, because one would be too long to be compiled without
 * objects: the first computes exp(−|logit|) and what it is for, the loss as {@link VectorLoss} finds it, the second the gradient.
 */
final class VectorOutput {

    private static final int LANES = FLOATS.length();

    private static MethodHandle entropy = Outlined.method(MethodHandles.lookup(), "entropy");
    private static MethodHandle entropyOfRest = Outlined.method(MethodHandles.lookup(), "entropyOfRest");
    private static MethodHandle bernoulliGradient = Outlined.method(MethodHandles.lookup(), "bernoulliGradient");
    private static MethodHandle decay = Outlined.method(MethodHandles.lookup(), "decay");
    private static MethodHandle gaussianGradient = Outlined.method(MethodHandles.lookup(), "gaussianGradient");

    private final VectorLoss losses;
    private float[] decayed = new float[0];

    VectorOutput(VectorLoss losses) {
        this.losses = losses;
    }

    void bernoulli(
            int rows,
            int columns,
            float scale,
            Floats logits,
            Floats bias,
            Floats target,
            Floats rowLoss,
            Floats biasGradient) {
        reserve(columns);
        try {
            for (int r = 0; r < rows; r++) {
                double loss = 0;
                for (int from = 0; from < columns; from += VectorLoss.PART) {
                    int count = Math.min(VectorLoss.PART, columns - from);
                    int full = count - count % LANES;
                    int first = r * columns + from;
                    entropy.invokeExact(this, first, from, full, logits, bias, target);
                    if (full < count) {
                        entropyOfRest.invokeExact(this, first + full, from + full, count - full, logits, bias, target);
                    }
                    loss += losses.sum();
                }
                rowLoss.set(r, (float) loss);
                bernoulliGradient.invokeExact(this, r, columns, scale, logits, target, biasGradient);
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    void gaussian(
            int rows,
            int columns,
            double variance,
            float scale,
            Floats logits,
            Floats bias,
            Floats target,
            Floats rowLoss,
            Floats biasGradient) {
        float factor = (float) (scale / variance);
        reserve(columns);
        try {
            for (int r = 0; r < rows; r++) {
                decay.invokeExact(this, r, columns, logits, bias);
                float squares =
                        (float) gaussianGradient.invokeExact(this, r, columns, factor, logits, target, biasGradient);
                rowLoss.set(r, PlainLoss.gaussian(squares, columns, variance));
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    private void reserve(int columns) {
        if (decayed.length < columns + LANES) {
            decayed = new float[columns + LANES];
        }
    }

    /**
     * Takes {@code count} pixels, whole vectors, the first of which is element {@code first} of logits and targets and {@code from} of its row;
     * leaves logits with their bias in place and exp(−|logit|) in the scratch row.
     */
    private void entropy(int first, int from, int count, Floats logits, Floats bias, Floats target) {
        Object l = logits.lanes();
        Object b = bias.lanes();
        Object x = target.lanes();
        long at = logits.lanesAt() + first * Float.BYTES;
        long xAt = target.lanesAt() + first * Float.BYTES;
        long biasAt = bias.lanesAt() + from * Float.BYTES;
        FloatVector sum = Lanes.all(0f);
        FloatVector factors = Lanes.all(1f);
        for (int c = 0; c < count; c += LANES) {
            FloatVector logit = load(l, at + c * Float.BYTES).add(load(b, biasAt + c * Float.BYTES));
            store(logit, l, at + c * Float.BYTES);
            FloatVector e = VectorMath.exp(logit.abs().neg());
            e.intoArray(decayed, from + c);
            sum = sum.add(logit.max(0f).sub(logit.mul(load(x, xAt + c * Float.BYTES))));
            factors = factors.mul(e.add(1f));
        }
        sum.intoArray(losses.linear, 0);
        factors.intoArray(losses.product, 0);
    }

    /** Takes the last {@code count} pixels of a row, fewer than a vector. */
    private void entropyOfRest(int first, int from, int count, Floats logits, Floats bias, Floats target) {
        VectorMask<Float> last = VectorMath.first(count);
        long at = logits.lanesAt() + first * Float.BYTES;
        FloatVector logit = load(logits.lanes(), at).add(load(bias.lanes(), bias.lanesAt() + from * Float.BYTES));
        FloatVector pixel = load(target.lanes(), target.lanesAt() + first * Float.BYTES);
        Lanes.storeFirst(logit, logits.lanes(), at, last);
        FloatVector e = VectorMath.exp(logit.abs().neg());
        e.intoArray(decayed, from);
        FloatVector sum = Lanes.load(losses.linear, 0);
        FloatVector factors = Lanes.load(losses.product, 0);
        sum.add(logit.max(0f).sub(logit.mul(pixel)), last).intoArray(losses.linear, 0);
        factors.mul(e.add(1f), last).intoArray(losses.product, 0);
    }

    private void bernoulliGradient(
            int row, int columns, float scale, Floats logits, Floats target, Floats biasGradient) {
        Object l = logits.lanes();
        Object x = target.lanes();
        Object sums = biasGradient.lanes();
        long at = logits.lanesAt() + row * columns * Float.BYTES;
        long xAt = target.lanesAt() + row * columns * Float.BYTES;
        long sumAt = biasGradient.lanesAt();
        int full = columns - columns % LANES;
        int c = 0;
        for (; c < full; c += LANES) {
            FloatVector logit = load(l, at);
            FloatVector mean = VectorMath.logistic(logit, Lanes.load(decayed, c));
            FloatVector d = mean.sub(load(x, xAt)).mul(scale);
            store(d, l, at);
            store(load(sums, sumAt).add(d), sums, sumAt);
            at += LANES * Float.BYTES;
            xAt += LANES * Float.BYTES;
            sumAt += LANES * Float.BYTES;
        }
        if (full < columns) {
            VectorMask<Float> last = VectorMath.first(columns - full);
            FloatVector logit = load(l, at);
            FloatVector mean = VectorMath.logistic(logit, Lanes.load(decayed, c));
            FloatVector d = mean.sub(load(x, xAt)).mul(scale);
            Lanes.storeFirst(d, l, at, last);
            Lanes.storeFirst(load(sums, sumAt).add(d), sums, sumAt, last);
        }
    }

    /** Leaves the row's logits with their bias in place and exp(−|logit|) in the scratch row. */
    private void decay(int row, int columns, Floats logits, Floats bias) {
        Object l = logits.lanes();
        Object b = bias.lanes();
        long at = logits.lanesAt() + row * columns * Float.BYTES;
        long biasAt = bias.lanesAt();
        int full = columns - columns % LANES;
        for (int c = 0; c < full; c += LANES) {
            FloatVector logit = load(l, at + c * Float.BYTES).add(load(b, biasAt + c * Float.BYTES));
            store(logit, l, at + c * Float.BYTES);
            VectorMath.exp(logit.abs().neg()).intoArray(decayed, c);
        }
        if (full < columns) {
            FloatVector logit = load(l, at + full * Float.BYTES).add(load(b, biasAt + full * Float.BYTES));
            Lanes.storeFirst(logit, l, at + full * Float.BYTES, VectorMath.first(columns - full));
            VectorMath.exp(logit.abs().neg()).intoArray(decayed, full);
        }
    }

    /** Returns Σ (μ − x)² of the row; {@code factor} is the gradient's scale over the variance. */
    private float gaussianGradient(
            int row, int columns, float factor, Floats logits, Floats target, Floats biasGradient) {
        Object l = logits.lanes();
        Object x = target.lanes();
        Object sums = biasGradient.lanes();
        long at = logits.lanesAt() + row * columns * Float.BYTES;
        long xAt = target.lanesAt() + row * columns * Float.BYTES;
        long sumAt = biasGradient.lanesAt();
        int full = columns - columns % LANES;
        FloatVector squares = Lanes.all(0f);
        int c = 0;
        for (; c < full; c += LANES) {
            FloatVector logit = load(l, at);
            FloatVector mean = VectorMath.logistic(logit, Lanes.load(decayed, c));
            FloatVector error = mean.sub(load(x, xAt));
            squares = error.lanewise(VectorOperators.FMA, error, squares);
            FloatVector d = error.mul(factor).mul(mean.sub(mean.mul(mean)));
            store(d, l, at);
            store(load(sums, sumAt).add(d), sums, sumAt);
            at += LANES * Float.BYTES;
            xAt += LANES * Float.BYTES;
            sumAt += LANES * Float.BYTES;
        }
        if (full < columns) {
            VectorMask<Float> last = VectorMath.first(columns - full);
            FloatVector logit = load(l, at);
            FloatVector mean = VectorMath.logistic(logit, Lanes.load(decayed, c));
            FloatVector error = mean.sub(load(x, xAt));
            squares = squares.blend(error.lanewise(VectorOperators.FMA, error, squares), last);
            FloatVector d = error.mul(factor).mul(mean.sub(mean.mul(mean)));
            Lanes.storeFirst(d, l, at, last);
            Lanes.storeFirst(load(sums, sumAt).add(d), sums, sumAt, last);
        }
        return VectorMath.sumLanes(squares);
    }
}
