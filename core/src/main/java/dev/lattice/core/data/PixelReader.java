package dev.lattice.core.data;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;

/**
 * Turns stored bytes into the numbers that a network sees, binarized if the experiment asks for it.
 *
 * <p>A binarized pixel is a function of (key, image, pixel) alone, so it does not depend on batches or engines. The key is
 * the stream "binarize" of the epoch for {@link Binarization#DYNAMIC}, and otherwise that of epoch 0 of the split's seed, so that all
 * trainings on a split see and are measured on the same binary images: see {@link #key}.
 */
public final class PixelReader {

    private final ImageSet images;
    private final Binarization binarization;

    /** Creates a reader over a set. */
    public PixelReader(ImageSet images, Binarization binarization) {
        this.images = images;
        this.binarization = binarization;
    }

    /** Returns the stream of an epoch (1 = first; 0 = evaluation), which only dynamic binarization distinguishes. */
    public static long key(Seeds seeds, Binarization binarization, int epoch) {
        return binarization == Binarization.DYNAMIC && epoch > 0
                ? seeds.derive("binarize", epoch)
                : seeds.ofImages().derive("binarize", 0);
    }

    /** Returns pixel {@code pixel} of image {@code image}, in [0, 1] or in {0, 1}. */
    public float pixel(long key, int image, int pixel) {
        float grey = images.pixel(image, pixel);
        return switch (binarization) {
            case NONE -> grey;
            case THRESHOLD -> grey > 0.5f ? 1f : 0f;
            case DYNAMIC, STATIC -> grey > CounterRandom.uniform(key, image * images.imageSize() + pixel) ? 1f : 0f;
        };
    }

    /** Writes one image, {@code imageSize} numbers, to {@code target[at…]}. */
    public void read(long key, int image, float[] target, int at) {
        for (int p = 0; p < images.imageSize(); p++) {
            target[at + p] = pixel(key, image, p);
        }
    }
}
