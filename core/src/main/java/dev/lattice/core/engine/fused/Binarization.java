package dev.lattice.core.engine.fused;

import dev.lattice.core.random.CounterRandom;

/**
 * How {@link Kernels#gather} turns a pixel x in [0, 1] into a target.
 *
 * @param mode what is done
 * @param threshold for {@link Mode#THRESHOLD}: pixels above it become 1
 * @param key for {@link Mode#BERNOULLI}: the stream of uniform numbers
 */
public record Binarization(Mode mode, float threshold, long key) {

    /** The kinds of binarization. */
    public enum Mode {
        /** x itself. */
        NONE,
        /** 1 if x > threshold, else 0. */
        THRESHOLD,
        /** 1 if x > u, else 0, with u = CounterRandom.uniform(key, image·pixels + pixel). */
        BERNOULLI
    }

    /** Greyscale: x is left as it is. */
    public static final Binarization NONE = new Binarization(Mode.NONE, 0f, 0);

    /** Returns 1 where x > {@code threshold}, else 0. */
    public static Binarization threshold(float threshold) {
        return new Binarization(Mode.THRESHOLD, threshold, 0);
    }

    /** Returns 1 with probability x, a pure function of {@code key}, image and pixel. */
    public static Binarization bernoulli(long key) {
        return new Binarization(Mode.BERNOULLI, 0f, key);
    }

    /** Returns what pixel number {@code index} (image·pixels + pixel) of value {@code x} becomes. */
    float apply(float x, int index) {
        return switch (mode) {
            case NONE -> x;
            case THRESHOLD -> x > threshold ? 1f : 0f;
            case BERNOULLI -> x > CounterRandom.uniform(key, index) ? 1f : 0f;
        };
    }
}
