package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;

import dev.lattice.core.objective.MeanDiscrepancy;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.FloatBuffer;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link Kernels#meanDiscrepancy} with a lane for each code: codes and draws of the prior lie dimension by dimension, both padded to whole
 * vectors by points so far off that no kernel reaches them.
 */
final class VectorDiscrepancy {

    private static final int LANES = FLOATS.length();
    private static final float FAR = 1e15f;

    private static MethodHandle distances = Outlined.method(MethodHandles.lookup(), "distances");
    private static MethodHandle multiquadrics = Outlined.method(MethodHandles.lookup(), "multiquadrics");
    private static MethodHandle gaussians = Outlined.method(MethodHandles.lookup(), "gaussians");
    private static MethodHandle descend = Outlined.method(MethodHandles.lookup(), "descend");

    private MeanDiscrepancy term;
    private int latentDim;
    private float[] widths;

    // [latentDim, 2·padded]: codes, then draws.
    private float[] points = new float[0];

    // Of the point of the day to each other one, [2·padded]: squared distances, and the kernel's derivative at them.
    private float[] squares = new float[0];
    private float[] slopes = new float[0];

    double add(
            MeanDiscrepancy wanted,
            int rows,
            int dimensions,
            float scale,
            Floats latent,
            Floats prior,
            Floats latentGradient) {
        if (rows == 1) {
            return 0;
        }
        int padded = (rows + LANES - 1) / LANES * LANES;
        prepare(wanted, dimensions, padded);
        for (int d = 0; d < dimensions; d++) {
            place(latent, rows, d, 2 * d * padded, padded);
            place(prior, rows, d, (2 * d + 1) * padded, padded);
        }
        double same = 1.0 / rows / (rows - 1);
        double other = -2.0 / rows / rows;
        double sum = 0;
        MethodHandle ofWidth = wanted.kernel() == MeanDiscrepancy.Kernel.GAUSSIAN ? gaussians : multiquadrics;
        try {
            for (int i = 0; i < rows; i++) {
                distances.invokeExact(this, i, 2 * padded, 0, 2 * padded);
                // A point is at distance 0 from itself, where each kernel is 1.
                sum += same * (kernels(ofWidth, 0, padded) - widths.length);
                sum += other * kernels(ofWidth, padded, 2 * padded);
                float toCodes = (float) (4 * scale * same);
                float toDraws = (float) (2 * scale * other);
                descend.invokeExact(this, i, padded, toCodes, toDraws, latentGradient);
                distances.invokeExact(this, padded + i, 2 * padded, padded, 2 * padded);
                sum += same * (kernels(ofWidth, padded, 2 * padded) - widths.length);
            }
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
        return sum;
    }

    private void prepare(MeanDiscrepancy wanted, int dimensions, int padded) {
        if (wanted != term || dimensions != latentDim) {
            term = wanted;
            latentDim = dimensions;
            widths = new float[wanted.scales().size()];
            for (int s = 0; s < widths.length; s++) {
                widths[s] = (float)
                        MeanDiscrepancy.width(dimensions, wanted.scales().get(s));
            }
        }
        if (points.length < 2 * padded * dimensions) {
            points = new float[2 * padded * dimensions];
        }
        if (squares.length < 2 * padded) {
            squares = new float[2 * padded];
            slopes = new float[2 * padded];
        }
    }

    private void place(Floats codes, int rows, int d, int at, int padded) {
        FloatBuffer values = codes.plain();
        for (int r = 0; r < rows; r++) {
            points[at + r] = values.get(codes.offset() + r * latentDim + d);
        }
        Arrays.fill(points, at + rows, at + padded, FAR);
    }

    /** Sets the squared distances of a point to points {@code from} to {@code to}. */
    private void distances(int point, int width, int from, int to) {
        for (int j = from; j < to; j += LANES) {
            FloatVector sum = Lanes.all(0f);
            for (int d = 0, at = 0; d < latentDim; d++, at += width) {
                FloatVector difference = Lanes.load(points, at + j).sub(points[at + point]);
                sum = difference.lanewise(VectorOperators.FMA, difference, sum);
            }
            sum.intoArray(squares, j);
        }
    }

    /** Returns the sum of the kernels of points {@code from} to {@code to}, and sets their slopes. */
    private double kernels(MethodHandle ofWidth, int from, int to) throws Throwable {
        Arrays.fill(slopes, from, to, 0f);
        double sum = 0;
        for (float width : widths) {
            sum += (float) ofWidth.invokeExact(this, width, from, to);
        }
        return sum;
    }

    // A scale at a time: with a loop over scales inside, the compiler makes objects of the vectors.
    private float multiquadrics(float width, int from, int to) {
        FloatVector sum = Lanes.all(0f);
        FloatVector one = Lanes.all(1f);
        for (int j = from; j < to; j += LANES) {
            FloatVector reciprocal = one.div(Lanes.load(squares, j).add(width));
            FloatVector k = reciprocal.mul(width);
            sum = sum.add(k);
            Lanes.load(slopes, j).sub(k.mul(reciprocal)).intoArray(slopes, j);
        }
        return VectorMath.sumLanes(sum);
    }

    private float gaussians(float width, int from, int to) {
        FloatVector sum = Lanes.all(0f);
        float precision = 1 / width;
        for (int j = from; j < to; j += LANES) {
            FloatVector k = VectorMath.exp(Lanes.load(squares, j).mul(-precision));
            sum = sum.add(k);
            Lanes.load(slopes, j).sub(k.mul(precision)).intoArray(slopes, j);
        }
        return VectorMath.sumLanes(sum);
    }

    /** Adds the gradient with respect to a code. */
    private void descend(int code, int padded, float toCodes, float toDraws, Floats latentGradient) {
        FloatBuffer gradient = latentGradient.plain();
        int to = latentGradient.offset() + code * latentDim;
        for (int d = 0, at = 0; d < latentDim; d++, at += 2 * padded) {
            float z = points[at + code];
            FloatVector codes = Lanes.all(0f);
            FloatVector draws = Lanes.all(0f);
            for (int j = 0; j < padded; j += LANES) {
                FloatVector slope = Lanes.load(slopes, j);
                FloatVector away = Lanes.load(points, at + j).sub(z);
                codes = slope.lanewise(VectorOperators.FMA, away, codes);
                slope = Lanes.load(slopes, padded + j);
                away = Lanes.load(points, at + padded + j).sub(z);
                draws = slope.lanewise(VectorOperators.FMA, away, draws);
            }
            float value = VectorMath.sumLanes(codes) * toCodes + VectorMath.sumLanes(draws) * toDraws;
            gradient.put(to + d, gradient.get(to + d) - value);
        }
    }
}
