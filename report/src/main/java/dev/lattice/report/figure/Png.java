package dev.lattice.report.figure;

import com.pngencoder.PngEncoder;
import java.awt.image.BufferedImage;

/** Pictures as PNG. */
final class Png {

    /** The highest level makes files a fifth smaller, in six times the time. */
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
