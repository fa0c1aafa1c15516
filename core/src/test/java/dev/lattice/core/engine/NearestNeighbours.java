package dev.lattice.core.engine;

import dev.lattice.core.data.ImageSet;
import java.util.Arrays;

/** A k-nearest-neighbour classifier over images, Euclidean distance, ties to the smaller class. */
final class NearestNeighbours {

    private final ImageSet images;
    private final float[] pixels;
    private final int k;

    NearestNeighbours(ImageSet images, int k) {
        this.images = images;
        this.k = k;
        int size = images.imageSize();
        pixels = new float[images.count() * size];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = images.pixel(i / size, i % size);
        }
    }

    int classify(float[] image) {
        double[] nearest = new double[k];
        int[] labels = new int[k];
        Arrays.fill(nearest, Double.MAX_VALUE);
        for (int i = 0; i < images.count(); i++) {
            double distance = distance(image, i * image.length, nearest[k - 1]);
            int place = k;
            while (place > 0 && distance < nearest[place - 1]) {
                place--;
            }
            if (place < k) {
                System.arraycopy(nearest, place, nearest, place + 1, k - 1 - place);
                System.arraycopy(labels, place, labels, place + 1, k - 1 - place);
                nearest[place] = distance;
                labels[place] = images.label(i);
            }
        }
        int[] votes = new int[images.classes()];
        Arrays.stream(labels).forEach(label -> votes[label]++);
        int winner = 0;
        for (int c = 1; c < votes.length; c++) {
            winner = votes[c] > votes[winner] ? c : winner;
        }
        return winner;
    }

    /** Returns the squared distance, or something larger than {@code enough} as soon as it must be larger. */
    private double distance(float[] image, int at, double enough) {
        double sum = 0;
        for (int row = 0; row < image.length && sum < enough; row += 28) {
            for (int p = row; p < Math.min(row + 28, image.length); p++) {
                float difference = image[p] - pixels[at + p];
                sum += difference * difference;
            }
        }
        return sum;
    }
}
