package dev.lattice.core.random;

/**
 * Random numbers as a pure function of a 64-bit key and a 32-bit counter.
 *
 * <p>There is no state to advance: element {@code i} of a stream costs the same whether or not the elements before it were
 * drawn. That is what makes a resumed training, a training on another engine and a training beside other workers see
 * the same noise. Only operations that IEEE 754 rounds exactly (add, multiply, fused multiply-add, square root) and
 * integer operations are used, so a scalar loop, a SIMD loop and a GPU kernel that follow the same steps agree bit for
 * bit.
 *
 * <p>Bits: two rounds of multiply-xorshift mixing (C. Wellons' {@code triple32} and {@code lowbias32}) with half of the
 * key folded in before each. Normals: inverse distribution function, M. Giles, "Approximating the erfinv function",
 * GPU Computing Gems 2 (2011), single precision table.
 */
public final class CounterRandom {

    private static final float SQRT_2 = 1.41421356237309505f;
    private static final float TWO_POW_MINUS_23 = 0x1p-23f;
    private static final float TWO_POW_MINUS_24 = 0x1p-24f;

    private CounterRandom() {}

    /** Returns 32 random bits for element {@code index} of the stream {@code key}. */
    public static int bits(long key, int index) {
        int x = index ^ (int) key;
        x ^= x >>> 17;
        x *= 0xed5ad4bb;
        x ^= x >>> 11;
        x *= 0xac4c1b51;
        x ^= x >>> 15;
        x *= 0x31848bab;
        x ^= x >>> 14;
        x += (int) (key >>> 32);
        x ^= x >>> 16;
        x *= 0x21f0aaad;
        x ^= x >>> 15;
        x *= 0xd35a2d97;
        x ^= x >>> 15;
        return x;
    }

    /** Returns a uniform number in the half-open interval [0, 1), a multiple of 2^-24. */
    public static float uniform(long key, int index) {
        return (bits(key, index) >>> 8) * TWO_POW_MINUS_24;
    }

    /** Returns a standard normal number; its magnitude never exceeds 5.42. */
    public static float gaussian(long key, int index) {
        // The shift keeps the sign, so x covers (-1, 1) symmetrically and is never 0 or ±1.
        return normal(((bits(key, index) >> 8) + 0.5f) * TWO_POW_MINUS_23);
    }

    /**
     * Returns the number below which a standard normal one lies with a probability, to about six digits.
     *
     * @param probability in (0, 1)
     */
    public static float normalQuantile(double probability) {
        if (!(probability > 0 && probability < 1)) {
            throw new IllegalArgumentException("'probability' must be in (0, 1), but was " + probability);
        }
        return normal((float) (2 * probability - 1));
    }

    private static float normal(float x) {
        float w = -log((1f - x) * (1f + x));
        float p;
        if (w < 5f) {
            float v = w - 2.5f;
            p = 2.81022636e-08f;
            p = Math.fma(p, v, 3.43273939e-07f);
            p = Math.fma(p, v, -3.5233877e-06f);
            p = Math.fma(p, v, -4.39150654e-06f);
            p = Math.fma(p, v, 0.00021858087f);
            p = Math.fma(p, v, -0.00125372503f);
            p = Math.fma(p, v, -0.00417768164f);
            p = Math.fma(p, v, 0.246640727f);
            p = Math.fma(p, v, 1.50140941f);
        } else {
            float v = (float) Math.sqrt(w) - 3f;
            p = -0.000200214257f;
            p = Math.fma(p, v, 0.000100950558f);
            p = Math.fma(p, v, 0.00134934322f);
            p = Math.fma(p, v, -0.00367342844f);
            p = Math.fma(p, v, 0.00573950773f);
            p = Math.fma(p, v, -0.0076224613f);
            p = Math.fma(p, v, 0.00943887047f);
            p = Math.fma(p, v, 1.00167406f);
            p = Math.fma(p, v, 2.83297682f);
        }
        return SQRT_2 * (p * x);
    }

    /** Fills {@code target[0..count)} with standard normals number {@code first}, {@code first + 1}, … of the stream. */
    public static void fillGaussian(long key, int first, float[] target, int count) {
        for (int i = 0; i < count; i++) {
            target[i] = gaussian(key, first + i);
        }
    }

    /** Natural logarithm of a normal positive float (Cephes' logf polynomial), exactly reproducible lane by lane. */
    static float log(float x) {
        int bits = Float.floatToRawIntBits(x);
        // Offset so that the mantissa falls into [sqrt(1/2), sqrt(2)) and the exponent is right for that interval.
        int shifted = bits - 0x3f3504f3;
        int exponent = shifted >> 23;
        float m = Float.intBitsToFloat((shifted & 0x007fffff) + 0x3f3504f3) - 1f;
        float y = 7.0376836292e-2f;
        y = Math.fma(y, m, -1.1514610310e-1f);
        y = Math.fma(y, m, 1.1676998740e-1f);
        y = Math.fma(y, m, -1.2420140846e-1f);
        y = Math.fma(y, m, 1.4249322787e-1f);
        y = Math.fma(y, m, -1.6668057665e-1f);
        y = Math.fma(y, m, 2.0000714765e-1f);
        y = Math.fma(y, m, -2.4999993993e-1f);
        y = Math.fma(y, m, 3.3333331174e-1f);
        float m2 = m * m;
        y = (y * m) * m2;
        y = Math.fma(-0.5f, m2, y);
        return Math.fma((float) exponent, 0.693147180559945f, m + y);
    }
}
