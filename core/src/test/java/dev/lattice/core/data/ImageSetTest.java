package dev.lattice.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSetTest {

    private static final ImageSet IMAGES =
            new ImageSet(new byte[] {0, 1, 2, 3, (byte) 254, (byte) 255}, new byte[] {1, 0, 1}, 1, 2, 3);

    @Test
    void bytesAreUnsigned() {
        assertEquals(254 / 255f, IMAGES.pixel(2, 0));
        assertEquals(1f, IMAGES.pixel(2, 1));
        byte[] raw = new byte[3];
        IMAGES.copyBytes(1, raw, 1);
        assertEquals(List.of((byte) 0, (byte) 2, (byte) 3), List.of(raw[0], raw[1], raw[2]));
    }

    @Test
    void selectsInTheOrderGiven() {
        ImageSet chosen = IMAGES.select(2, 1, 2);
        assertEquals(3, chosen.count());
        assertEquals(1f, chosen.pixel(0, 1));
        assertEquals(0, chosen.label(1));
        assertEquals(3, chosen.classes());
        assertEquals(2, IMAGES.first(2).count());
        assertSame(IMAGES, IMAGES.first(3));
        assertSame(IMAGES, IMAGES.first(99));
        assertEquals(0, IMAGES.first(0).count());
    }

    @Test
    void aSampleIsOfEveryClassWhereAFileHoldsOneAfterTheOther() {
        byte[] labels = new byte[1000];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i / 250);
        }
        ImageSet byClass = new ImageSet(labels.clone(), labels, 1, 1, 4);
        int[] counts = new int[4];
        ImageSet sample = byClass.sample(100);
        for (int i = 0; i < 100; i++) {
            counts[sample.label(i)]++;
            assertEquals(byClass.label(byClass.sampled(100)[i]), sample.label(i));
        }
        assertEquals(100, Arrays.stream(counts).sum());
        assertTrue(Arrays.stream(counts).allMatch(c -> c >= 10), Arrays.toString(counts));
        assertEquals(sample.identity(), byClass.sample(100).identity());
        assertEquals(sample.first(10).identity(), byClass.sample(10).identity(), "more images begin with the fewer");
        assertEquals(sample.first(10).identity(), sample.sample(10).identity());
        assertSame(byClass, byClass.sample(1000));
        assertArrayEquals(new int[] {0, 1, 2}, IMAGES.sampled(99));
    }

    @ParameterizedTest
    @CsvSource({
        "5, 1, 2, 3, holds 5 bytes",
        "6, 0, 2, 3, 'had 0, 2 and 3'",
        "6, 1, 2, 257, 'had 1, 2 and 257'",
        "6, 1, 2, 1, but one was 1"
    })
    void refusesWhatDoesNotFit(int bytes, int height, int width, int classes, String value) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new ImageSet(new byte[bytes], new byte[] {1, 0, 1}, height, width, classes))
                .getMessage();
        assertTrue(message.contains(value), message);
    }

    @Test
    void checksumCoversPixelsLabelsSizesAndParts() {
        String checksum = Dataset.of("a", IMAGES, IMAGES).checksum();
        assertEquals(64, checksum.length());
        assertEquals(checksum, Dataset.of("b", IMAGES.select(0, 1, 2), IMAGES).checksum());
        assertNotEquals(
                checksum, Dataset.of("a", IMAGES.select(2, 1, 0), IMAGES).checksum());
        assertNotEquals(checksum, Dataset.of("a", IMAGES, IMAGES.first(2)).checksum());
        ImageSet turned = new ImageSet(new byte[] {0, 1, 2, 3, (byte) 254, (byte) 255}, new byte[] {1, 0, 1}, 2, 1, 3);
        assertNotEquals(checksum, Dataset.of("a", turned, IMAGES).checksum());
        ImageSet relabelled =
                new ImageSet(new byte[] {0, 1, 2, 3, (byte) 254, (byte) 255}, new byte[] {1, 0, 2}, 1, 2, 3);
        assertNotEquals(checksum, Dataset.of("a", relabelled, IMAGES).checksum());
    }

    @Test
    void contactSheetShowsARowPerClass() {
        BufferedImage sheet = ContactSheet.byClass(IMAGES, 2, 3);
        assertEquals(2 * (2 * 3 + 1) + 1, sheet.getWidth());
        assertEquals(3 * (1 * 3 + 1) + 1, sheet.getHeight());
        // Class 1 is the second row; its second image is image 2.
        assertEquals(254, sheet.getRaster().getSample(8, 5, 0));
        assertEquals(255, sheet.getRaster().getSample(13, 7, 0));
        assertEquals(0, sheet.getRaster().getSample(1, 9, 0));
        assertThrows(IllegalArgumentException.class, () -> ContactSheet.byClass(IMAGES, 0, 1));
    }

    @Test
    void imagesInOrderFillRowAfterRowWhateverTheirClass() {
        BufferedImage sheet = ContactSheet.inOrder(IMAGES, 2, 1);
        assertEquals(2 * 3 + 1, sheet.getWidth());
        assertEquals(2 * 2 + 1, sheet.getHeight());
        assertEquals(1, sheet.getRaster().getSample(2, 1, 0));
        assertEquals(3, sheet.getRaster().getSample(5, 1, 0));
        assertEquals(254, sheet.getRaster().getSample(1, 3, 0));
        assertEquals(0, sheet.getRaster().getSample(4, 3, 0));
        assertThrows(IllegalArgumentException.class, () -> ContactSheet.inOrder(IMAGES, 0, 1));
    }
}
