package dev.lattice.core.random;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Derives independent streams from one root seed.
 *
 * <p>A stream is named by its purpose and an optional number (an epoch, a repeat), never by the order in which it was
 * asked for, so results do not depend on threads, workers or resumption.
 *
 * @param root the experiment's seed; every value is legal
 * @param images the seed by which the images are split: what they are does not depend on the root, so that trainings by several
 *     seeds are held against each other on the same images
 */
public record Seeds(long root, long images) {

    /** Derives everything from one seed. */
    public Seeds(long root) {
        this(root, root);
    }

    /** Returns the streams that decide what the images are. */
    public Seeds ofImages() {
        return new Seeds(images);
    }

    /** Returns the 64-bit key of a stream. */
    public long derive(String purpose) {
        return derive(purpose, 0);
    }

    /** Returns the 64-bit key of a numbered stream, such as the noise of one epoch. */
    public long derive(String purpose, long number) {
        long h = mix(root + 0x9e3779b97f4a7c15L);
        for (int i = 0; i < purpose.length(); i++) {
            h = mix(h ^ purpose.charAt(i));
        }
        return mix(h ^ mix(number + 0x632be59bd9b4e019L));
    }

    /** Returns a sequential generator over a stream, for shuffles and initial weights. */
    public RandomGenerator generator(String purpose, long number) {
        return new SplittableRandom(derive(purpose, number));
    }

    /** Returns a seeded permutation of 0 … size − 1 (Fisher–Yates). */
    public int[] permutation(String purpose, long number, int size) {
        RandomGenerator random = generator(purpose, number);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    // The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
