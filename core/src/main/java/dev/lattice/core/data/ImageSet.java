package dev.lattice.core.data;

import dev.lattice.core.random.Seeds;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Grey images with labels, kept once as bytes; never changed after it is made.
 *
 * <p>Pixels are row-major, image after image: {@code pixels[(image * height + y) * width + x]}, 0 is background (0.0) and 255
 * is full (1.0).
 */
public final class ImageSet {

    private static final int IDENTITY_DIGITS = 12;

    // One fixed seed, not the experiment's: what is measured on a sample is to be of the same images for every model.
    private static final Seeds SAMPLE_SEEDS = new Seeds(0);

    // Outside the heap, so that native code and vectors read it in place.
    private final ByteBuffer pixels;
    private final byte[] labels;
    private final int height;
    private final int width;
    private final int classes;
    private final boolean shuffled;
    private volatile String identity;

    /**
     * Copies the pixels out of the heap and wraps the labels, which the caller gives away.
     *
     * @param pixels {@code count * height * width} bytes
     * @param labels one class per image, 0 to {@code classes − 1}
     * @param height rows of pixels, at least 1
     * @param width columns of pixels, at least 1
     * @param classes number of classes, 1 to 256
     * @throws IllegalArgumentException if the lengths do not fit each other or a value is out of range
     */
    public ImageSet(byte[] pixels, byte[] labels, int height, int width, int classes) {
        this(ByteBuffer.allocateDirect(pixels.length).put(pixels).flip(), labels, height, width, classes);
    }

    /** Wraps the pixels, from the start of a buffer outside the heap to its limit. */
    ImageSet(ByteBuffer pixels, byte[] labels, int height, int width, int classes) {
        this(pixels, labels, height, width, classes, false);
    }

    private ImageSet(ByteBuffer pixels, byte[] labels, int height, int width, int classes, boolean shuffled) {
        if (height < 1 || width < 1 || classes < 1 || classes > 256) {
            throw new IllegalArgumentException(
                    "an image set must have 'height' and 'width' of at least 1 and 'classes' of 1" + " to 256, but had "
                            + height + ", " + width + " and " + classes);
        }
        if (pixels.limit() != (long) labels.length * height * width) {
            throw new IllegalArgumentException("'pixels' must hold " + labels.length + " images of " + height + "x"
                    + width + " bytes, but holds " + pixels.limit() + " bytes");
        }
        for (byte label : labels) {
            if ((label & 0xff) >= classes) {
                throw new IllegalArgumentException(
                        "'labels' must be below " + classes + ", but one was " + (label & 0xff));
            }
        }
        this.pixels = pixels.asReadOnlyBuffer();
        this.labels = labels;
        this.height = height;
        this.width = width;
        this.classes = classes;
        this.shuffled = shuffled;
    }

    /** Returns the number of images. */
    public int count() {
        return labels.length;
    }

    /** Returns the number of rows of pixels. */
    public int height() {
        return height;
    }

    /** Returns the number of columns of pixels. */
    public int width() {
        return width;
    }

    /** Returns the number of classes. */
    public int classes() {
        return classes;
    }

    /** Returns the number of pixels of one image. */
    public int imageSize() {
        return height * width;
    }

    /** Returns the class of an image. */
    public int label(int image) {
        return labels[image] & 0xff;
    }

    /** Returns a pixel in [0, 1]; {@code pixel} counts row by row. */
    public float pixel(int image, int pixel) {
        return (pixels.get(image * imageSize() + pixel) & 0xff) / 255f;
    }

    /** Copies the raw bytes of one image to {@code target[at…]}. */
    public void copyBytes(int image, byte[] target, int at) {
        pixels.get(image * imageSize(), target, at, imageSize());
    }

    /** Returns all pixels as a read-only buffer outside the heap, [count, imageSize]. */
    public ByteBuffer pixels() {
        return pixels.duplicate();
    }

    /** Returns the images with the given indices, in that order, as a set of its own. */
    public ImageSet select(int... images) {
        return select(images, false);
    }

    /** Returns the images with the given indices, the order of which was drawn. */
    ImageSet shuffle(int... order) {
        return select(order, true);
    }

    private ImageSet select(int[] images, boolean drawn) {
        int size = imageSize();
        ByteBuffer chosenPixels = ByteBuffer.allocateDirect(Math.multiplyExact(images.length, size));
        byte[] chosenLabels = new byte[images.length];
        for (int i = 0; i < images.length; i++) {
            chosenPixels.put(i * size, pixels, images[i] * size, size);
            chosenLabels[i] = labels[images[i]];
        }
        return new ImageSet(chosenPixels, chosenLabels, height, width, classes, drawn);
    }

    /** Returns the same images, said to be of {@code classes} classes. */
    ImageSet withClasses(int classes) {
        return classes == this.classes ? this : new ImageSet(pixels, labels, height, width, classes, shuffled);
    }

    /** Feeds counts, sizes, pixels and labels to a checksum. */
    void addTo(MessageDigest digest) {
        digest.update(ByteBuffer.allocate(12)
                .putInt(count())
                .putInt(height)
                .putInt(width)
                .array());
        digest.update(pixels());
        digest.update(labels);
    }

    /**
     * Returns the first 48 bits of a SHA-256 over sizes, pixels and labels, hexadecimal: two sets that hold the same images in the
     * same order agree in it, however they came about. Computed once.
     */
    public String identity() {
        String known = identity;
        if (known == null) {
            MessageDigest digest = Sha256.digest();
            addTo(digest);
            known = Sha256.hex(digest).substring(0, IDENTITY_DIGITS);
            identity = known;
        }
        return known;
    }

    /** Returns the first {@code count} images, or all if there are fewer. */
    public ImageSet first(int count) {
        if (count >= count()) {
            return this;
        }
        // In the same memory, which lives as long as either is in use.
        return new ImageSet(
                pixels.slice(0, count * imageSize()), Arrays.copyOf(labels, count), height, width, classes, shuffled);
    }

    /**
     * Returns {@code count} images of every kind, always the same, or all as they stand if there are fewer. The first of a file may be of
     * one class.
     */
    public ImageSet sample(int count) {
        return shuffled || count >= count() ? first(count) : shuffle(sampled(count));
    }

    /** Returns the indices of what {@link #sample} returns: the first ones where the order was drawn already. */
    public int[] sampled(int count) {
        return shuffled || count >= count()
                ? IntStream.range(0, Math.min(count, count())).toArray()
                : Arrays.copyOf(SAMPLE_SEEDS.permutation("sample", 0, count()), count);
    }
}
