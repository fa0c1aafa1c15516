package dev.lattice.core.engine.fused;

import static dev.lattice.core.engine.fused.VectorMath.fma;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link dev.lattice.core.random.CounterRandom} for a vector of consecutive counters, bit for bit: the same steps in the
 * same order, in parts that a pass of {@link VectorLatent} can take one at a time.
 */
final class VectorRandom {

    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, Lanes.FLOATS.vectorShape());
    private static final IntVector STEPS = IntVector.zero(INTS).addIndex(1);

    private VectorRandom() {}

    /** Returns uniform numbers {@code first}, {@code first + 1}, … of the stream, in [0, 1). */
    static FloatVector uniform(long key, int first) {
        return Lanes.numbers(bits(key, first).lanewise(VectorOperators.LSHR, 8)).mul(0x1p-24f);
    }

    /** Returns the arguments, in (−1, 1), of the inverse error function for elements {@code first}, … of the stream. */
    static FloatVector symmetric(long key, int first) {
        return Lanes.numbers(bits(key, first).lanewise(VectorOperators.ASHR, 8))
                .add(0.5f)
                .mul(0x1p-23f);
    }

    /** Returns −log(1 − x²). */
    static FloatVector logDistance(FloatVector x) {
        FloatVector one = Lanes.all(1f);
        return log(one.sub(x).mul(x.add(1f))).neg();
    }

    /** Returns erf⁻¹(x) / x where {@code w = −log(1 − x²)} is below 5: all but one element in 150. */
    static FloatVector centre(FloatVector w) {
        FloatVector v = w.sub(2.5f);
        FloatVector p = v.lanewise(VectorOperators.FMA, 2.81022636e-08f, 3.43273939e-07f);
        p = fma(p, v, -3.5233877e-06f);
        p = fma(p, v, -4.39150654e-06f);
        p = fma(p, v, 0.00021858087f);
        p = fma(p, v, -0.00125372503f);
        p = fma(p, v, -0.00417768164f);
        p = fma(p, v, 0.246640727f);
        p = fma(p, v, 1.50140941f);
        return p;
    }

    /** Returns erf⁻¹(x) / x where w is 5 or more. */
    static FloatVector tail(FloatVector w) {
        FloatVector v = w.lanewise(VectorOperators.SQRT).sub(3f);
        FloatVector p = v.lanewise(VectorOperators.FMA, -0.000200214257f, 0.000100950558f);
        p = fma(p, v, 0.00134934322f);
        p = fma(p, v, -0.00367342844f);
        p = fma(p, v, 0.00573950773f);
        p = fma(p, v, -0.0076224613f);
        p = fma(p, v, 0.00943887047f);
        p = fma(p, v, 1.00167406f);
        p = fma(p, v, 2.83297682f);
        return p;
    }

    private static IntVector bits(long key, int first) {
        IntVector x = STEPS.add(first).lanewise(VectorOperators.XOR, (int) key);
        x = shiftXor(x, 17).mul(0xed5ad4bb);
        x = shiftXor(x, 11).mul(0xac4c1b51);
        x = shiftXor(x, 15).mul(0x31848bab);
        x = shiftXor(x, 14).add((int) (key >>> 32));
        x = shiftXor(x, 16).mul(0x21f0aaad);
        x = shiftXor(x, 15).mul(0xd35a2d97);
        return shiftXor(x, 15);
    }

    private static IntVector shiftXor(IntVector x, int shift) {
        return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, shift));
    }

    /** Returns the natural logarithm of normal positive floats. */
    static FloatVector log(FloatVector x) {
        IntVector shifted = Lanes.bits(x).sub(0x3f3504f3);
        FloatVector exponent = Lanes.numbers(shifted.lanewise(VectorOperators.ASHR, 23));
        FloatVector m = Lanes.ofBits(
                        shifted.lanewise(VectorOperators.AND, 0x007fffff).add(0x3f3504f3))
                .sub(1f);
        FloatVector y = m.lanewise(VectorOperators.FMA, 7.0376836292e-2f, -1.1514610310e-1f);
        y = fma(y, m, 1.1676998740e-1f);
        y = fma(y, m, -1.2420140846e-1f);
        y = fma(y, m, 1.4249322787e-1f);
        y = fma(y, m, -1.6668057665e-1f);
        y = fma(y, m, 2.0000714765e-1f);
        y = fma(y, m, -2.4999993993e-1f);
        y = fma(y, m, 3.3333331174e-1f);
        FloatVector m2 = m.mul(m);
        y = y.mul(m).mul(m2);
        y = m2.lanewise(VectorOperators.FMA, Lanes.all(-0.5f), y);
        return exponent.lanewise(VectorOperators.FMA, Lanes.all(0.693147180559945f), m.add(y));
    }
}
