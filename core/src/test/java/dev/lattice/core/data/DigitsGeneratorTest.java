package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.random.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DigitsGeneratorTest {

    private static final Seeds SEEDS = new Seeds(28);

    @Test
    void fewerImagesAreTheFirstOfMore() {
        assertEquals(
                checksum(DigitsGenerator.generate(37, SEEDS, "train")),
                checksum(DigitsGenerator.generate(500, SEEDS, "train").first(37)));
    }

    @Test
    void streamsAndSeedsDiffer() {
        String train = checksum(DigitsGenerator.generate(20, SEEDS, "train"));
        assertNotEquals(train, checksum(DigitsGenerator.generate(20, SEEDS, "test")));
        assertNotEquals(train, checksum(DigitsGenerator.generate(20, new Seeds(29), "train")));
    }

    /** A change here changes every published number on this data set. */
    @Test
    void firstImagesRegressionPin() {
        assertEquals(
                "0f636a1483c0dd35ac2a1cff421a59b34eab319bded325cd9fcc8c2795daaed4",
                checksum(DigitsGenerator.generate(1000, SEEDS, "train")));
    }

    @Test
    void everyBlockOfTenHoldsEveryDigit() {
        ImageSet images = DigitsGenerator.generate(200, SEEDS, "train");
        for (int block = 0; block < 20; block++) {
            int seen = 0;
            for (int i = 0; i < 10; i++) {
                seen |= 1 << images.label(10 * block + i);
            }
            assertEquals(0x3ff, seen);
        }
    }

    @Test
    void inkIsLikeThatOfMnist() {
        ImageSet images = DigitsGenerator.generate(2000, SEEDS, "train");
        double sum = 0;
        for (int i = 0; i < images.count(); i++) {
            for (int p = 0; p < images.imageSize(); p++) {
                sum += images.pixel(i, p);
                boolean border = p < 28 || p >= 756 || p % 28 == 0 || p % 28 == 27;
                assertTrue(!border || images.pixel(i, p) < 0.5f, "ink at the border of image " + i);
            }
        }
        assertEquals(0.1307, sum / images.count() / images.imageSize(), 0.01);
    }

    @Test
    void nearestNeighboursRecogniseTheDigits() {
        ImageSet known = DigitsGenerator.generate(2500, SEEDS, "train");
        ImageSet asked = DigitsGenerator.generate(500, SEEDS, "test");
        int right = 0;
        for (int i = 0; i < asked.count(); i++) {
            right += classify(known, asked, i) == asked.label(i) ? 1 : 0;
        }
        assertTrue(right >= 0.95 * asked.count(), right + " of " + asked.count());
    }

    /** Majority of the five nearest in Euclidean distance; the lowest class where two tie. */
    private static int classify(ImageSet known, ImageSet asked, int image) {
        byte[] a = new byte[known.imageSize()];
        byte[] b = new byte[known.imageSize()];
        asked.copyBytes(image, a, 0);
        long[] nearest = new long[5];
        Arrays.fill(nearest, Long.MAX_VALUE);
        for (int k = 0; k < known.count(); k++) {
            known.copyBytes(k, b, 0);
            long distance = 0;
            for (int p = 0; p < a.length; p++) {
                int difference = (a[p] & 0xff) - (b[p] & 0xff);
                distance += difference * difference;
            }
            if (distance << 20 < nearest[4]) {
                nearest[4] = distance << 20 | k;
                Arrays.sort(nearest);
            }
        }
        int[] votes = new int[known.classes()];
        for (long n : nearest) {
            votes[known.label((int) (n & 0xfffff))]++;
        }
        int winner = 0;
        for (int c = 1; c < votes.length; c++) {
            winner = votes[c] > votes[winner] ? c : winner;
        }
        return winner;
    }

    private static String checksum(ImageSet images) {
        return Dataset.of("digits", images, images.first(0)).checksum();
    }
}
