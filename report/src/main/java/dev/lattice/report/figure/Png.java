package dev.lattice.report.figure;

import com.pngencoder.PngEncoder;
import java.awt.image.BufferedImage;

/** Pictures as PNG. */
final class Png {

    /** Where a drawing is as small as at the highest level, to a few per cent, in a third of the time. */
    private static final int LEVEL = 4;

    private Png() {}

    /** Returns an image as the content of a file. */
    static byte[] of(BufferedImage image) {
        // Figures are drawn side by side already.
        return new PngEncoder()
                .withBufferedImage(image)
                .withCompressionLevel(LEVEL)
                .withMultiThreadedCompressionEnabled(false)
                .toBytes();
    }
}
