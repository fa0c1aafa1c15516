package dev.lattice.core.data;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Shows examples of a data set in one picture: a row per class, images side by side, ink white on black as stored. */
public final class ContactSheet {

    private static final int FRAME_GREY = 64;

    private ContactSheet() {}

    /**
     * Returns the first {@code columns} images of every class; places stay black where a class has fewer.
     *
     * @param columns images per class, at least 1
     * @param scale screen pixels per pixel, at least 1
     * @throws IllegalArgumentException if {@code columns} or {@code scale} is below 1
     */
    public static BufferedImage render(ImageSet images, int columns, int scale) {
        if (columns < 1 || scale < 1) {
            throw new IllegalArgumentException(
                    "'columns' and 'scale' must be at least 1, but were " + columns + " and " + scale);
        }
        int cellWidth = images.width() * scale + 1;
        int cellHeight = images.height() * scale + 1;
        BufferedImage sheet = new BufferedImage(
                Math.addExact(Math.multiplyExact(columns, cellWidth), 1),
                Math.addExact(Math.multiplyExact(images.classes(), cellHeight), 1),
                BufferedImage.TYPE_BYTE_GRAY);
        // Samples, not colours: setRGB would bend the grey values by the gamma of Java's grey colour space.
        WritableRaster raster = sheet.getRaster();
        frame(raster, cellWidth, cellHeight);
        int[] shown = new int[images.classes()];
        for (int i = 0; i < images.count(); i++) {
            int row = images.label(i);
            if (shown[row] < columns) {
                paint(raster, images, i, shown[row] * cellWidth + 1, row * cellHeight + 1, scale);
                shown[row]++;
            }
        }
        return sheet;
    }

    /** Writes a picture as PNG. */
    public static void writePng(BufferedImage picture, Path file) throws IOException {
        if (!ImageIO.write(picture, "png", file.toFile())) {
            throw new IOException(file + ": this Java cannot write PNG");
        }
    }

    private static void frame(WritableRaster raster, int cellWidth, int cellHeight) {
        for (int y = 0; y < raster.getHeight(); y++) {
            for (int x = 0; x < raster.getWidth(); x++) {
                if (x % cellWidth == 0 || y % cellHeight == 0) {
                    raster.setSample(x, y, 0, FRAME_GREY);
                }
            }
        }
    }

    private static void paint(WritableRaster raster, ImageSet images, int image, int left, int top, int scale) {
        byte[] pixels = new byte[images.imageSize()];
        images.copyBytes(image, pixels, 0);
        for (int y = 0; y < images.height() * scale; y++) {
            for (int x = 0; x < images.width() * scale; x++) {
                int grey = pixels[y / scale * images.width() + x / scale] & 0xff;
                raster.setSample(left + x, top + y, 0, grey);
            }
        }
    }
}
