package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.random.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelReaderTest {

    private static final Seeds SEEDS = new Seeds(11);

    @ParameterizedTest
    @ValueSource(ints = {1, 26, 128, 230, 254})
    void drawsHaveTheGreyValueAsMean(int grey) {
        int side = 400;
        float[] drawn = read(constant(grey, side), Binarization.DYNAMIC, 3);
        double mean = 0;
        for (float value : drawn) {
            assertTrue(value == 0f || value == 1f);
            mean += value / drawn.length;
        }
        double p = grey / 255.0;
        // Five standard errors of a mean of 160,000 draws.
        assertEquals(p, mean, 5 * Math.sqrt(p * (1 - p) / drawn.length));
    }

    @ParameterizedTest
    @EnumSource(Binarization.class)
    void paperIsNeverInkAndFullInkAlways(Binarization binarization) {
        for (float value : read(constant(0, 300), binarization, 1)) {
            assertEquals(0f, value);
        }
        for (float value : read(constant(255, 300), binarization, 1)) {
            assertEquals(1f, value);
        }
    }

    @Test
    void dynamicDrawsDifferBetweenEpochsAndStaticOnesDoNot() {
        ImageSet images = constant(100, 50);
        assertFalse(Arrays.equals(read(images, Binarization.DYNAMIC, 1), read(images, Binarization.DYNAMIC, 2)));
        assertArrayEquals(read(images, Binarization.DYNAMIC, 2), read(images, Binarization.DYNAMIC, 2));
        assertArrayEquals(read(images, Binarization.STATIC, 1), read(images, Binarization.STATIC, 2));
        assertNotEquals(
                PixelReader.key(SEEDS, Binarization.STATIC, 1), PixelReader.key(SEEDS, Binarization.DYNAMIC, 1));
    }

    /** As trainings by several seeds are held against each other on them. */
    @Test
    void imagesThatDoNotChangeAreThoseOfTheSplit() {
        Seeds first = new Seeds(1, 11);
        Seeds second = new Seeds(2, 11);
        for (int epoch : new int[] {0, 1, 2}) {
            assertEquals(
                    PixelReader.key(SEEDS, Binarization.STATIC, 0), PixelReader.key(first, Binarization.STATIC, epoch));
        }
        assertEquals(PixelReader.key(SEEDS, Binarization.DYNAMIC, 0), PixelReader.key(second, Binarization.DYNAMIC, 0));
        assertEquals(
                PixelReader.key(new Seeds(2), Binarization.DYNAMIC, 3),
                PixelReader.key(second, Binarization.DYNAMIC, 3));
    }

    @Test
    void imagesAreDrawnIndependently() {
        ImageSet two = new ImageSet(filled(2 * 784, 128), new byte[2], 28, 28, 1);
        PixelReader reader = new PixelReader(two, Binarization.STATIC);
        float[] first = new float[784];
        float[] second = new float[784];
        reader.read(5, 0, first, 0);
        reader.read(5, 1, second, 0);
        int equal = 0;
        for (int p = 0; p < 784; p++) {
            equal += first[p] == second[p] ? 1 : 0;
        }
        assertEquals(392, equal, 70);
    }

    @Test
    void thresholdLiesBetween127And128() {
        assertEquals(0f, read(constant(127, 1), Binarization.THRESHOLD, 1)[0]);
        assertEquals(1f, read(constant(128, 1), Binarization.THRESHOLD, 1)[0]);
    }

    @Test
    void greyValuesStayAsTheyAre() {
        assertEquals(51 / 255f, read(constant(51, 1), Binarization.NONE, 1)[0]);
    }

    private static float[] read(ImageSet images, Binarization binarization, int epoch) {
        float[] target = new float[images.imageSize()];
        new PixelReader(images, binarization).read(PixelReader.key(SEEDS, binarization, epoch), 0, target, 0);
        return target;
    }

    private static ImageSet constant(int grey, int side) {
        return new ImageSet(filled(side * side, grey), new byte[1], side, side, 1);
    }

    private static byte[] filled(int length, int grey) {
        byte[] pixels = new byte[length];
        Arrays.fill(pixels, (byte) grey);
        return pixels;
    }
}
