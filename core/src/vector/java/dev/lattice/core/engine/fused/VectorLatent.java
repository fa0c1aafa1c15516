package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.Lanes.FLOATS;
import static dev.lattice.core.engine.fused.Lanes.load;
import static dev.lattice.core.engine.fused.Lanes.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The latent kernels of {@link VectorKernels}, which documents and checks their arguments. */
final class VectorLatent {

    private static final int LANES = FLOATS.length();

    private VectorLatent() {}

    /** Sets {@code noise[i]} to the uniform number in (−1, 1) that becomes normal number {@code first + i}. */
    static void drawUniform(long key, int first, Floats noise) {
        Object e = noise.lanes();
        int full = noise.length() - noise.length() % LANES;
        int at = noise.byteOffset();
        for (int i = 0; i < full; i += LANES, at += LANES * Float.BYTES) {
            store(VectorRandom.symmetric(key, first + i), e, at);
        }
        if (full < noise.length()) {
            VectorKernels.storeFirst(
                    VectorRandom.symmetric(key, first + full), e, at, VectorMath.first(noise.length() - full));
        }
    }

    /** Sets {@code distance = −log(1 − uniform²)}. */
    static void logDistance(Floats uniform, Floats distance) {
        Object x = uniform.lanes();
        Object w = distance.lanes();
        int full = uniform.length() - uniform.length() % LANES;
        int at = uniform.byteOffset();
        int to = distance.byteOffset();
        for (int i = 0; i < full; i += LANES, at += LANES * Float.BYTES, to += LANES * Float.BYTES) {
            store(VectorRandom.logDistance(load(x, at)), w, to);
        }
        if (full < uniform.length()) {
            VectorKernels.storeFirst(
                    VectorRandom.logDistance(load(x, at)), w, to, VectorMath.first(uniform.length() - full));
        }
    }

    /** Turns uniform numbers into normal ones in place. */
    static void invert(Floats noise, Floats distance) {
        Object e = noise.lanes();
        Object d = distance.lanes();
        int at = noise.byteOffset();
        int from = distance.byteOffset();
        for (int i = 0; i < noise.length(); i += LANES, at += LANES * Float.BYTES, from += LANES * Float.BYTES) {
            FloatVector x = load(e, at);
            FloatVector w = load(d, from);
            VectorMask<Float> central = w.compare(VectorOperators.LT, 5f);
            if (i + LANES > noise.length()) {
                VectorMask<Float> last = VectorMath.first(noise.length() - i);
                FloatVector normal = VectorRandom.tail(x, w).blend(VectorRandom.centre(x, w), central);
                VectorKernels.storeFirst(normal, e, at, last);
            } else if (central.allTrue()) {
                store(VectorRandom.centre(x, w), e, at);
            } else {
                store(VectorRandom.tail(x, w).blend(VectorRandom.centre(x, w), central), e, at);
            }
        }
    }

    /** Sets {@code latent = mean + exp(logVar / 2) · noise}. */
    static void sample(int rows, int latentDim, Floats heads, Floats latent, Floats noise) {
        Object h = heads.lanes();
        Object z = latent.lanes();
        Object e = noise.lanes();
        int full = latentDim - latentDim % LANES;
        VectorMask<Float> last = VectorMath.first(latentDim - full);
        for (int r = 0; r < rows; r++) {
            int meanAt = heads.byteOffset() + 2 * r * latentDim * Float.BYTES;
            int logVarAt = meanAt + latentDim * Float.BYTES;
            int zAt = latent.byteOffset() + r * latentDim * Float.BYTES;
            int eAt = noise.byteOffset() + r * latentDim * Float.BYTES;
            int c = 0;
            for (; c < full * Float.BYTES; c += LANES * Float.BYTES) {
                FloatVector deviation = VectorMath.exp(load(h, logVarAt + c).mul(0.5f));
                FloatVector drawn = load(e, eAt + c);
                store(deviation.lanewise(VectorOperators.FMA, drawn, load(h, meanAt + c)), z, zAt + c);
            }
            if (full < latentDim) {
                FloatVector deviation = VectorMath.exp(load(h, logVarAt + c).mul(0.5f));
                FloatVector drawn = load(e, eAt + c);
                FloatVector value = deviation.lanewise(VectorOperators.FMA, drawn, load(h, meanAt + c));
                VectorKernels.storeFirst(value, z, zAt + c, last);
            }
        }
    }

    /** Sets {@code rowKl}. */
    static void divergence(int rows, int latentDim, Floats heads, Floats rowKl) {
        Object h = heads.lanes();
        int full = latentDim - latentDim % LANES;
        VectorMask<Float> last = VectorMath.first(latentDim - full);
        for (int r = 0; r < rows; r++) {
            FloatVector kl = FloatVector.zero(FLOATS);
            int meanAt = heads.byteOffset() + 2 * r * latentDim * Float.BYTES;
            int logVarAt = meanAt + latentDim * Float.BYTES;
            int c = 0;
            for (; c < full * Float.BYTES; c += LANES * Float.BYTES) {
                kl = kl.add(twiceKl(load(h, meanAt + c), load(h, logVarAt + c)));
            }
            if (full < latentDim) {
                kl = kl.blend(kl.add(twiceKl(load(h, meanAt + c), load(h, logVarAt + c))), last);
            }
            rowKl.set(r, 0.5f * VectorMath.sumLanes(kl));
        }
    }

    static void gradient(
            int rows,
            int latentDim,
            float klScale,
            Floats latentGradient,
            Floats noise,
            Floats heads,
            Floats biasGradient) {
        int full = latentDim - latentDim % LANES;
        VectorMask<Float> last = full < latentDim ? VectorMath.first(latentDim - full) : null;
        for (int r = 0; r < rows; r++) {
            meanGradient(r, latentDim, klScale, latentGradient, heads, biasGradient, last);
            logVarGradient(r, latentDim, klScale, latentGradient, noise, heads, biasGradient, last);
        }
    }

    private static void meanGradient(
            int row,
            int latentDim,
            float klScale,
            Floats latentGradient,
            Floats heads,
            Floats biasGradient,
            VectorMask<Float> last) {
        Object h = heads.lanes();
        Object dz = latentGradient.lanes();
        Object sums = biasGradient.lanes();
        int at = heads.byteOffset() + 2 * row * latentDim * Float.BYTES;
        int dzAt = latentGradient.byteOffset() + row * latentDim * Float.BYTES;
        int sumAt = biasGradient.byteOffset();
        int c = 0;
        for (int end = (latentDim - latentDim % LANES) * Float.BYTES; c < end; c += LANES * Float.BYTES) {
            FloatVector d = load(h, at + c).mul(klScale).add(load(dz, dzAt + c));
            store(d, h, at + c);
            store(load(sums, sumAt + c).add(d), sums, sumAt + c);
        }
        if (last != null) {
            FloatVector d = load(h, at + c).mul(klScale).add(load(dz, dzAt + c));
            VectorKernels.storeFirst(d, h, at + c, last);
            VectorKernels.storeFirst(load(sums, sumAt + c).add(d), sums, sumAt + c, last);
        }
    }

    private static void logVarGradient(
            int row,
            int latentDim,
            float klScale,
            Floats latentGradient,
            Floats noise,
            Floats heads,
            Floats biasGradient,
            VectorMask<Float> last) {
        Object h = heads.lanes();
        Object dz = latentGradient.lanes();
        Object e = noise.lanes();
        Object sums = biasGradient.lanes();
        int at = heads.byteOffset() + (2 * row + 1) * latentDim * Float.BYTES;
        int dzAt = latentGradient.byteOffset() + row * latentDim * Float.BYTES;
        int eAt = noise.byteOffset() + row * latentDim * Float.BYTES;
        int sumAt = biasGradient.byteOffset() + latentDim * Float.BYTES;
        float half = 0.5f * klScale;
        int c = 0;
        for (int end = (latentDim - latentDim % LANES) * Float.BYTES; c < end; c += LANES * Float.BYTES) {
            FloatVector deviation = VectorMath.exp(load(h, at + c).mul(0.5f));
            FloatVector sampled = load(dz, dzAt + c).mul(load(e, eAt + c)).mul(0.5f);
            FloatVector d =
                    sampled.mul(deviation).add(deviation.mul(deviation).sub(1f).mul(half));
            store(d, h, at + c);
            store(load(sums, sumAt + c).add(d), sums, sumAt + c);
        }
        if (last != null) {
            FloatVector deviation = VectorMath.exp(load(h, at + c).mul(0.5f));
            FloatVector sampled = load(dz, dzAt + c).mul(load(e, eAt + c)).mul(0.5f);
            FloatVector d =
                    sampled.mul(deviation).add(deviation.mul(deviation).sub(1f).mul(half));
            VectorKernels.storeFirst(d, h, at + c, last);
            VectorKernels.storeFirst(load(sums, sumAt + c).add(d), sums, sumAt + c, last);
        }
    }

    /** mean² + σ² − 1 − logVar. */
    private static FloatVector twiceKl(FloatVector mean, FloatVector logVar) {
        return VectorMath.exp(logVar).sub(1f).sub(logVar).add(mean.mul(mean));
    }
}
