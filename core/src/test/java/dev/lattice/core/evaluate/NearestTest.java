package dev.lattice.core.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.TinyData;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NearestTest {

    private static final float[] CODES = {0, 0, 1, 0, 0, 1, 9, 9, 8, 9, 9, 8, 0.4f, 0.4f};
    private static final int[] LABELS = {0, 0, 0, 1, 1, 1, 1};

    @Test
    void theCommonestClassOfTheNearestWins() {
        NearestCodes known = new NearestCodes(CODES, LABELS, 2);
        float[] others = {0.5f, 0.5f, 7, 7};
        // The nearest of all to the first is of class 1, the next three are of class 0.
        assertArrayEquals(new double[] {1, 1}, known.right(others, new int[] {1, 1}, 1));
        assertArrayEquals(new double[] {1, 1}, known.right(others, new int[] {0, 1}, 3));
        assertArrayEquals(new double[] {0, 0}, known.right(others, new int[] {1, 0}, 3));
        // One vote for each: the smaller class.
        assertArrayEquals(new double[] {1}, known.right(new float[] {0.3f, 0.1f}, new int[] {0}, 2));
    }

    @Test
    void aCodeIsNotItsOwnNeighbour() {
        // With itself each would be right; without, the last is outvoted by class 0 and is the nearest of three others.
        assertEquals(3 / 7.0, new NearestCodes(CODES, LABELS, 2).leaveOneOut(1));
        assertEquals(6 / 7.0, new NearestCodes(CODES, LABELS, 2).leaveOneOut(3));
    }

    @Test
    void distancesAreThoseOfTheDoubleLoops() {
        ImageSet training = TinyData.images(5, 4321);
        ImageSet others = TinyData.images(6, 11);
        float[] images = ImageClassifier.pixels(others);
        int size = training.imageSize();
        // One of them is a copy.
        for (int p = 0; p < size; p++) {
            images[3 * size + p] = training.pixel(4320, p);
        }
        double[] expected = new double[others.count()];
        Arrays.fill(expected, Double.MAX_VALUE);
        for (int i = 0; i < expected.length; i++) {
            for (int t = 0; t < training.count(); t++) {
                double sum = 0;
                for (int p = 0; p < size; p++) {
                    sum += Math.pow(images[i * size + p] - training.pixel(t, p), 2);
                }
                expected[i] = Math.min(expected[i], Math.sqrt(sum));
            }
        }
        assertEquals(0, expected[3]);
        // A square root of rounding.
        assertArrayEquals(expected, NearestImages.distances(images, training), 2e-3);
    }

    @Test
    void theMedianIsInTheMiddle() {
        assertEquals(3, NearestImages.median(new double[] {9, 3, 1}));
        assertEquals(2, NearestImages.median(new double[] {9, 3, 1, 1}));
    }
}
