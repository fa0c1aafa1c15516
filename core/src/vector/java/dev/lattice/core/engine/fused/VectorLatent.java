package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;
import static dev.lattice.core.engine.fused.Lanes.load;
import static dev.lattice.core.engine.fused.Lanes.store;

import dev.lattice.core.random.CounterRandom;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The latent kernels of {@link VectorKernels}, which documents and checks their arguments, in short passes. */
final class VectorLatent {

    private static final int LANES = FLOATS.length();
    private static final float SQRT_2 = 1.41421356237309505f;

    private static MethodHandle drawUniform = Outlined.method(MethodHandles.lookup(), "drawUniform");
    private static MethodHandle logDistance = Outlined.method(MethodHandles.lookup(), "logDistance");
    private static MethodHandle invert = Outlined.method(MethodHandles.lookup(), "invert");
    private static MethodHandle deviations = Outlined.method(MethodHandles.lookup(), "deviations");
    private static MethodHandle sample = Outlined.method(MethodHandles.lookup(), "sample");
    private static MethodHandle divergence = Outlined.method(MethodHandles.lookup(), "divergence");
    private static MethodHandle meanGradient = Outlined.method(MethodHandles.lookup(), "meanGradient");
    private static MethodHandle logVarGradient = Outlined.method(MethodHandles.lookup(), "logVarGradient");

    // exp(logVar / 2), [rows, latentDim], left by deviations().
    private float[] deviation = new float[0];

    /** Draws noise and sample and sets the KL; the heads have their bias. */
    void reparameterize(
            int rows, int latentDim, long key, int first, Floats heads, Floats latent, Floats noise, Floats rowKl) {
        reserve(rows, latentDim);
        try {
            // The sample's place holds the distances until the noise is ready.
            drawUniform.invokeExact(key, first, noise);
            logDistance.invokeExact(noise, latent);
            invert.invokeExact(noise, latent);
            // What is left of the last vector: here, because a second path in a pass can cost its vectors their
            // registers.
            for (int i = noise.length() - noise.length() % LANES; i < noise.length(); i++) {
                noise.set(i, CounterRandom.gaussian(key, first + i));
            }
            deviations.invokeExact(this, rows, latentDim, heads);
            sample.invokeExact(this, rows, latentDim, heads, latent, noise);
            divergence.invokeExact(this, rows, latentDim, heads, rowKl);
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    /** Turns the heads into their gradient; {@code biasGradient} is zero on entry. */
    void gradient(
            int rows,
            int latentDim,
            float klScale,
            Floats latentGradient,
            Floats noise,
            Floats heads,
            Floats biasGradient) {
        reserve(rows, latentDim);
        try {
            deviations.invokeExact(this, rows, latentDim, heads);
            meanGradient.invokeExact(rows, latentDim, klScale, latentGradient, heads, biasGradient);
            logVarGradient.invokeExact(this, rows, latentDim, klScale, latentGradient, noise, heads, biasGradient);
        } catch (Throwable e) {
            throw Outlined.rethrown(e);
        }
    }

    private void reserve(int rows, int latentDim) {
        int needed = rows * latentDim + LANES;
        if (deviation.length < needed) {
            deviation = new float[needed];
        }
    }

    /** Sets {@code deviation = exp(logVar / 2)}, the first pass of {@link #sample} and {@link #gradient}. */
    private void deviations(int rows, int latentDim, Floats heads) {
        Object h = heads.lanes();
        for (int r = 0; r < rows; r++) {
            long at = heads.lanesAt() + (2 * r + 1) * latentDim * Float.BYTES;
            // What the last vector of a row writes too much, the next row overwrites.
            for (int c = 0; c < latentDim; c += LANES) {
                VectorMath.exp(load(h, at + c * Float.BYTES).mul(0.5f)).intoArray(deviation, r * latentDim + c);
            }
        }
    }

    /** Sets {@code noise[i]} to the uniform number in (−1, 1) that becomes normal number {@code first + i}. */
    private static void drawUniform(long key, int first, Floats noise) {
        Object e = noise.lanes();
        int full = noise.length() - noise.length() % LANES;
        long at = noise.lanesAt();
        for (int i = 0; i < full; i += LANES, at += LANES * Float.BYTES) {
            store(VectorRandom.symmetric(key, first + i), e, at);
        }
    }

    /** Sets {@code distance = −log(1 − uniform²)}. */
    private static void logDistance(Floats uniform, Floats distance) {
        Object x = uniform.lanes();
        Object w = distance.lanes();
        int full = uniform.length() - uniform.length() % LANES;
        long at = uniform.lanesAt();
        long to = distance.lanesAt();
        for (int i = 0; i < full; i += LANES, at += LANES * Float.BYTES, to += LANES * Float.BYTES) {
            store(VectorRandom.logDistance(load(x, at)), w, to);
        }
    }

    /** Turns uniform numbers into normal ones in place. */
    private static void invert(Floats noise, Floats distance) {
        Object e = noise.lanes();
        Object d = distance.lanes();
        long at = noise.lanesAt();
        long from = distance.lanesAt();
        int full = noise.length() - noise.length() % LANES;
        // Both formulas for every element: a branch around the rarer one would make its vectors objects.
        for (int i = 0; i < full; i += LANES, at += LANES * Float.BYTES, from += LANES * Float.BYTES) {
            FloatVector x = load(e, at);
            FloatVector w = load(d, from);
            FloatVector root = VectorRandom.tail(w).blend(VectorRandom.centre(w), w.compare(VectorOperators.LT, 5f));
            store(root.mul(x).mul(SQRT_2), e, at);
        }
    }

    /** Sets {@code latent = mean + exp(logVar / 2) · noise}. */
    private void sample(int rows, int latentDim, Floats heads, Floats latent, Floats noise) {
        Object h = heads.lanes();
        Object z = latent.lanes();
        Object e = noise.lanes();
        int full = latentDim - latentDim % LANES;
        VectorMask<Float> last = VectorMath.first(latentDim - full);
        for (int r = 0; r < rows; r++) {
            long meanAt = heads.lanesAt() + 2 * r * latentDim * Float.BYTES;
            long zAt = latent.lanesAt() + r * latentDim * Float.BYTES;
            long eAt = noise.lanesAt() + r * latentDim * Float.BYTES;
            int c = 0;
            for (; c < full * Float.BYTES; c += LANES * Float.BYTES) {
                FloatVector scale = Lanes.load(deviation, r * latentDim + c / Float.BYTES);
                FloatVector drawn = load(e, eAt + c);
                store(scale.lanewise(VectorOperators.FMA, drawn, load(h, meanAt + c)), z, zAt + c);
            }
            if (full < latentDim) {
                FloatVector scale = Lanes.load(deviation, r * latentDim + c / Float.BYTES);
                FloatVector drawn = load(e, eAt + c);
                FloatVector value = scale.lanewise(VectorOperators.FMA, drawn, load(h, meanAt + c));
                Lanes.storeFirst(value, z, zAt + c, last);
            }
        }
    }

    /** Sets {@code rowKl}. */
    private void divergence(int rows, int latentDim, Floats heads, Floats rowKl) {
        Object h = heads.lanes();
        int full = latentDim - latentDim % LANES;
        VectorMask<Float> last = VectorMath.first(latentDim - full);
        for (int r = 0; r < rows; r++) {
            FloatVector kl = Lanes.all(0f);
            long meanAt = heads.lanesAt() + 2 * r * latentDim * Float.BYTES;
            long logVarAt = meanAt + latentDim * Float.BYTES;
            int c = 0;
            for (; c < full * Float.BYTES; c += LANES * Float.BYTES) {
                FloatVector scale = Lanes.load(deviation, r * latentDim + c / Float.BYTES);
                kl = kl.add(twiceKl(load(h, meanAt + c), load(h, logVarAt + c), scale));
            }
            if (full < latentDim) {
                FloatVector scale = Lanes.load(deviation, r * latentDim + c / Float.BYTES);
                kl = kl.blend(kl.add(twiceKl(load(h, meanAt + c), load(h, logVarAt + c), scale)), last);
            }
            rowKl.set(r, 0.5f * VectorMath.sumLanes(kl));
        }
    }

    private static void meanGradient(
            int rows, int latentDim, float klScale, Floats latentGradient, Floats heads, Floats biasGradient) {
        Object h = heads.lanes();
        Object dz = latentGradient.lanes();
        Object sums = biasGradient.lanes();
        long sumAt = biasGradient.lanesAt();
        int full = latentDim - latentDim % LANES;
        VectorMask<Float> last = VectorMath.first(latentDim - full);
        for (int r = 0; r < rows; r++) {
            long at = heads.lanesAt() + 2 * r * latentDim * Float.BYTES;
            long dzAt = latentGradient.lanesAt() + r * latentDim * Float.BYTES;
            int c = 0;
            for (; c < full * Float.BYTES; c += LANES * Float.BYTES) {
                FloatVector d = load(h, at + c).mul(klScale).add(load(dz, dzAt + c));
                store(d, h, at + c);
                store(load(sums, sumAt + c).add(d), sums, sumAt + c);
            }
            if (full < latentDim) {
                FloatVector d = load(h, at + c).mul(klScale).add(load(dz, dzAt + c));
                Lanes.storeFirst(d, h, at + c, last);
                Lanes.storeFirst(load(sums, sumAt + c).add(d), sums, sumAt + c, last);
            }
        }
    }

    private void logVarGradient(
            int rows,
            int latentDim,
            float klScale,
            Floats latentGradient,
            Floats noise,
            Floats heads,
            Floats biasGradient) {
        Object h = heads.lanes();
        Object dz = latentGradient.lanes();
        Object e = noise.lanes();
        Object sums = biasGradient.lanes();
        long sumAt = biasGradient.lanesAt() + latentDim * Float.BYTES;
        float half = 0.5f * klScale;
        int full = latentDim - latentDim % LANES;
        VectorMask<Float> last = VectorMath.first(latentDim - full);
        for (int r = 0; r < rows; r++) {
            long at = heads.lanesAt() + (2 * r + 1) * latentDim * Float.BYTES;
            long dzAt = latentGradient.lanesAt() + r * latentDim * Float.BYTES;
            long eAt = noise.lanesAt() + r * latentDim * Float.BYTES;
            int c = 0;
            for (; c < full * Float.BYTES; c += LANES * Float.BYTES) {
                FloatVector scale = Lanes.load(deviation, r * latentDim + c / Float.BYTES);
                FloatVector sampled = load(dz, dzAt + c).mul(load(e, eAt + c)).mul(0.5f);
                FloatVector d = sampled.mul(scale).add(scale.mul(scale).sub(1f).mul(half));
                store(d, h, at + c);
                store(load(sums, sumAt + c).add(d), sums, sumAt + c);
            }
            if (full < latentDim) {
                FloatVector scale = Lanes.load(deviation, r * latentDim + c / Float.BYTES);
                FloatVector sampled = load(dz, dzAt + c).mul(load(e, eAt + c)).mul(0.5f);
                FloatVector d = sampled.mul(scale).add(scale.mul(scale).sub(1f).mul(half));
                Lanes.storeFirst(d, h, at + c, last);
                Lanes.storeFirst(load(sums, sumAt + c).add(d), sums, sumAt + c, last);
            }
        }
    }

    /** mean² + σ² − 1 − logVar. */
    private static FloatVector twiceKl(FloatVector mean, FloatVector logVar, FloatVector scale) {
        return scale.mul(scale).sub(1f).sub(logVar).add(mean.mul(mean));
    }
}
