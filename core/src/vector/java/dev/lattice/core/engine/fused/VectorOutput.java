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
 * The output layer of {@link VectorKernels}, one row at a time in two or three passes over the first-level cache.
 *
 * <p>{@link #decay} comes first: it leaves the row's logits with their bias in place and exp(−|logit|) in the scratch row.
 */
final class VectorOutput {

    private static final int LANES = FLOATS.length();

    private static MethodHandle decay = Outlined.method(MethodHandles.lookup(), "decay");
    private static MethodHandle bernoulliLoss = Outlined.method(MethodHandles.lookup(), "bernoulliLoss");
    private static MethodHandle bernoulliGradient = Outlined.method(MethodHandles.lookup(), "bernoulliGradient");
    private static MethodHandle gaussianGradient = Outlined.method(MethodHandles.lookup(), "gaussianGradient");

    private float[] decayed = new float[0];

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
                decay.invokeExact(this, r, columns, logits, bias);
                rowLoss.set(r, (float) bernoulliLoss.invokeExact(this, r, columns, logits, target));
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
        double constant = 0.5 * columns * Math.log(2 * Math.PI * variance);
        float factor = (float) (scale / variance);
        reserve(columns);
        try {
            for (int r = 0; r < rows; r++) {
                decay.invokeExact(this, r, columns, logits, bias);
                float squares =
                        (float) gaussianGradient.invokeExact(this, r, columns, factor, logits, target, biasGradient);
                rowLoss.set(r, (float) (squares / (2 * variance) + constant));
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

    /** Returns −log p(x|z) of the row. */
    private float bernoulliLoss(int row, int columns, Floats logits, Floats target) {
        Object l = logits.lanes();
        Object x = target.lanes();
        long at = logits.lanesAt() + row * columns * Float.BYTES;
        long xAt = target.lanesAt() + row * columns * Float.BYTES;
        int full = columns - columns % LANES;
        FloatVector loss = Lanes.all(0f);
        for (int c = 0; c < full; c += LANES) {
            FloatVector logit = load(l, at + c * Float.BYTES);
            FloatVector linear = logit.max(0f).sub(logit.mul(load(x, xAt + c * Float.BYTES)));
            loss = loss.add(linear.add(VectorMath.log1p(Lanes.load(decayed, c))));
        }
        if (full < columns) {
            FloatVector logit = load(l, at + full * Float.BYTES);
            FloatVector linear = logit.max(0f).sub(logit.mul(load(x, xAt + full * Float.BYTES)));
            FloatVector last = linear.add(VectorMath.log1p(Lanes.load(decayed, full)));
            loss = loss.blend(loss.add(last), VectorMath.first(columns - full));
        }
        return VectorMath.sumLanes(loss);
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
