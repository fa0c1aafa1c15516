package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.FloatBuffer;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link Kernels#totalCorrelation} with a lane for each posterior: what they are made of lies dimension by dimension, padded to whole
 * vectors by posteriors so wide that no code has a density under them.
 */
final class VectorCorrelation {

    private static final int LANES = FLOATS.length();
    private static final float WIDE = 1e30f;

    private static MethodHandle precisions = Outlined.method(MethodHandles.lookup(), "precisions");
    private static MethodHandle densities = Outlined.method(MethodHandles.lookup(), "densities");
    private static MethodHandle largest = Outlined.method(MethodHandles.lookup(), "largest");
    private static MethodHandle shares = Outlined.method(MethodHandles.lookup(), "shares");
    private static MethodHandle descend = Outlined.method(MethodHandles.lookup(), "descend");

    private int latentDim;
    private int padded;

    // [latentDim, padded], of q(z|x_j)
    private float[] mean = new float[0];
    private float[] logVar;
    private float[] precision;
    private float[] meanGradient;
    private float[] logVarGradient;

    // Of the code of the day, [latentDim + 1, padded], the joint density last: log q(z_d|x_j), then e to it over the
    // largest.
    private float[] logs;
    // [latentDim + 1]: the largest of those, then what makes shares of them.
    private float[] factors = new float[0];

    double add(
            int rows,
            int dimensions,
            float scale,
            Floats latent,
            Floats heads,
            Floats latentGradient,
            Floats headsGradient) {
        prepare(rows, dimensions);
        for (int d = 0; d < latentDim; d++) {
            place(heads, rows, d, mean, 0f);
            place(heads, rows, latentDim + d, logVar, WIDE);
        }
        double sum = 0;
        try {
            precisions.invokeExact(this);
            for (int i = 0; i < rows; i++) {
                densities.invokeExact(this, i, latent);
                largest.invokeExact(this);
                sum += (double) shares.invokeExact(this, i, scale / rows);
                descend.invokeExact(this, i, latent, latentGradient);
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
        for (int d = 0; d < latentDim; d++) {
            take(meanGradient, rows, d, headsGradient, d);
            take(logVarGradient, rows, d, headsGradient, latentDim + d);
        }
        return sum / rows;
    }

    private void prepare(int rows, int dimensions) {
        latentDim = dimensions;
        padded = (rows + LANES - 1) / LANES * LANES;
        int size = dimensions * padded;
        if (mean.length < size || factors.length <= dimensions) {
            mean = new float[size];
            logVar = new float[size];
            precision = new float[size];
            meanGradient = new float[size];
            logVarGradient = new float[size];
            logs = new float[size + padded];
            factors = new float[dimensions + 1];
        }
        Arrays.fill(meanGradient, 0, size, 0f);
        Arrays.fill(logVarGradient, 0, size, 0f);
    }

    private void place(Floats heads, int rows, int column, float[] target, float padding) {
        FloatBuffer values = heads.plain();
        int at = column % latentDim * padded;
        for (int r = 0; r < rows; r++) {
            target[at + r] = values.get(heads.offset() + 2 * r * latentDim + column);
        }
        Arrays.fill(target, at + rows, at + padded, padding);
    }

    private void take(float[] gradient, int rows, int d, Floats headsGradient, int column) {
        FloatBuffer values = headsGradient.plain();
        for (int r = 0; r < rows; r++) {
            values.put(headsGradient.offset() + 2 * r * latentDim + column, gradient[d * padded + r]);
        }
    }

    /** Sets {@code precision = exp(−logVar)}. */
    private void precisions() {
        for (int j = 0; j < latentDim * padded; j += LANES) {
            VectorMath.exp(Lanes.load(logVar, j).neg()).intoArray(precision, j);
        }
    }

    /** Sets the logs of a code, without their constant. */
    private void densities(int code, Floats latent) {
        FloatBuffer values = latent.plain();
        int from = latent.offset() + code * latentDim;
        int last = latentDim * padded;
        Arrays.fill(logs, last, last + padded, 0f);
        for (int d = 0, at = 0; d < latentDim; d++, at += padded) {
            float z = values.get(from + d);
            for (int j = 0; j < padded; j += LANES) {
                FloatVector difference = Lanes.load(mean, at + j).sub(z);
                FloatVector scaled = Lanes.load(precision, at + j).mul(difference);
                FloatVector log = scaled.lanewise(VectorOperators.FMA, difference, Lanes.load(logVar, at + j))
                        .mul(-0.5f);
                log.intoArray(logs, at + j);
                Lanes.load(logs, last + j).add(log).intoArray(logs, last + j);
            }
        }
    }

    /** Sets the factors to the largest logs. */
    private void largest() {
        for (int d = 0, at = 0; d <= latentDim; d++, at += padded) {
            FloatVector most = Lanes.all(Float.NEGATIVE_INFINITY);
            for (int j = 0; j < padded; j += LANES) {
                most = most.max(Lanes.load(logs, at + j));
            }
            factors[d] = VectorMath.maxLanes(most);
        }
    }

    /**
     * Returns the sum over dimensions of the logarithm of a code's share in its own posterior, less that of the joint density, and sets
     * what {@link #descend} needs.
     */
    private double shares(int code, float scale) {
        double sum = 0;
        for (int d = 0, at = 0; d <= latentDim; d++, at += padded) {
            float largest = factors[d];
            float own = logs[at + code] - largest;
            FloatVector all = Lanes.all(0f);
            for (int j = 0; j < padded; j += LANES) {
                FloatVector e = VectorMath.exp(Lanes.load(logs, at + j).sub(largest));
                e.intoArray(logs, at + j);
                all = all.add(e);
            }
            float total = VectorMath.sumLanes(all);
            double share = own - Math.log(total);
            sum += d == latentDim ? -share : share;
            factors[d] = scale / total;
        }
        return sum;
    }

    /** Adds the gradient of a code's part of the term. */
    private void descend(int code, Floats latent, Floats latentGradient) {
        FloatBuffer values = latent.plain();
        FloatBuffer gradient = latentGradient.plain();
        int from = code * latentDim;
        int last = latentDim * padded;
        float ofJoint = factors[latentDim];
        for (int d = 0, at = 0; d < latentDim; d++, at += padded) {
            float z = values.get(latent.offset() + from + d);
            FloatVector toZ = Lanes.all(0f);
            for (int j = 0; j < padded; j += LANES) {
                FloatVector joint = Lanes.load(logs, last + j).mul(ofJoint);
                FloatVector weight = joint.sub(Lanes.load(logs, at + j).mul(factors[d]));
                FloatVector difference = Lanes.load(mean, at + j).sub(z);
                FloatVector scaled = Lanes.load(precision, at + j).mul(difference);
                FloatVector toMean = weight.mul(scaled);
                toZ = toZ.add(toMean);
                Lanes.load(meanGradient, at + j).sub(toMean).intoArray(meanGradient, at + j);
                FloatVector toLogVar =
                        difference.mul(scaled).sub(1f).mul(weight).mul(0.5f);
                Lanes.load(logVarGradient, at + j).add(toLogVar).intoArray(logVarGradient, at + j);
            }
            int to = latentGradient.offset() + from + d;
            gradient.put(to, gradient.get(to) + VectorMath.sumLanes(toZ));
        }
    }
}
