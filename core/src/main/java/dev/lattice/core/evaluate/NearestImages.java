package dev.lattice.core.evaluate;

import dev.lattice.core.data.ImageSet;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How far images are from the nearest training image, to tell a model that has learnt from one that copies (van den Burg and
 * Williams, <i>On memorization in probabilistic deep generative models</i>, 2021, arXiv:2106.03216, discuss what such a distance can
 * and cannot show). Distances are Euclidean over pixels in [0, 1].
 */
public final class NearestImages {

    /** Images compared at a time, which bounds the memory. */
    private static final int BLOCK = 2000;

    private NearestImages() {}

    /**
     * Returns the distance of each image to the nearest of {@code training} [count].
     *
     * @param images [count, pixels] row by row, in [0, 1]
     * @param training at least one
     */
    public static double[] distances(float[] images, ImageSet training) {
        int pixels = training.imageSize();
        int count = images.length / pixels;
        double[] nearest = new double[count];
        Arrays.fill(nearest, Double.MAX_VALUE);
        double[] own = squares(images, pixels);
        INDArray all = Nd4j.createFromArray(images);
        for (int from = 0; from < training.count(); from += BLOCK) {
            int size = Math.min(BLOCK, training.count() - from);
            float[] block = new float[size * pixels];
            for (int i = 0; i < block.length; i++) {
                block[i] = training.pixel(from + i / pixels, i % pixels);
            }
            double[] others = squares(block, pixels);
            // |a − b|² = |a|² + |b|² − 2ab, so that a library multiplies.
            float[] products;
            try (INDArray known = Nd4j.createFromArray(block);
                    INDArray product = all.reshape('c', count, pixels)
                            .mmul(known.reshape('c', size, pixels).transpose())) {
                products = product.dup('c').data().asFloat();
            }
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < size; j++) {
                    nearest[i] = Math.min(nearest[i], own[i] + others[j] - 2.0 * products[i * size + j]);
                }
            }
        }
        all.close();
        // What is left of two equal images is rounding.
        Arrays.setAll(nearest, i -> Math.sqrt(Math.max(0, nearest[i])));
        return nearest;
    }

    private static double[] squares(float[] images, int pixels) {
        double[] sums = new double[images.length / pixels];
        for (int i = 0; i < images.length; i++) {
            sums[i / pixels] += (double) images[i] * images[i];
        }
        return sums;
    }

    /** Returns the value in the middle of at least one; of an even number, the mean of the two. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
