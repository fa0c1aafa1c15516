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
    public static BufferedImage byClass(ImageSet images, int columns, int scale) {
        Sheet sheet = new Sheet(images, columns, images.classes(), scale);
        int[] shown = new int[images.classes()];
        for (int i = 0; i < images.count(); i++) {
            int row = images.label(i);
            if (shown[row] < columns) {
                sheet.paint(i, shown[row], row);
                shown[row]++;
            }
        }
        return sheet.picture;
    }

    /**
     * Returns all images in their order, row by row; places of the last row may stay black.
     *
     * @param columns images per row, at least 1
     * @param scale screen pixels per pixel, at least 1
     * @throws IllegalArgumentException if {@code columns} or {@code scale} is below 1
     */
    public static BufferedImage inOrder(ImageSet images, int columns, int scale) {
        int rows = (images.count() + columns - 1) / Math.max(1, columns);
        Sheet sheet = new Sheet(images, columns, rows, scale);
        for (int i = 0; i < images.count(); i++) {
            sheet.paint(i, i % columns, i / columns);
        }
        return sheet.picture;
    }

    /** Writes a picture as PNG. */
    public static void writePng(BufferedImage picture, Path file) throws IOException {
        if (!ImageIO.write(picture, "png", file.toFile())) {
            throw new IOException(file + ": this Java cannot write PNG");
        }
    }

    /** A picture of framed places of one image each. */
    private static final class Sheet {
        private final ImageSet images;
        private final int scale;
        private final int cellWidth;
        private final int cellHeight;
        private final BufferedImage picture;

        private Sheet(ImageSet images, int columns, int rows, int scale) {
            if (columns < 1 || scale < 1) {
                throw new IllegalArgumentException(
                        "'columns' and 'scale' must be at least 1, but were " + columns + " and " + scale);
            }
            this.images = images;
            this.scale = scale;
            cellWidth = images.width() * scale + 1;
            cellHeight = images.height() * scale + 1;
            picture = new BufferedImage(
                    Math.addExact(Math.multiplyExact(columns, cellWidth), 1),
                    Math.addExact(Math.multiplyExact(rows, cellHeight), 1),
                    BufferedImage.TYPE_BYTE_GRAY);
            frame();
        }

        // Samples, not colours: setRGB would bend the grey values by the gamma of Java's grey colour space.
        private void frame() {
            WritableRaster raster = picture.getRaster();
            for (int y = 0; y < raster.getHeight(); y++) {
                for (int x = 0; x < raster.getWidth(); x++) {
                    if (x % cellWidth == 0 || y % cellHeight == 0) {
                        raster.setSample(x, y, 0, FRAME_GREY);
                    }
                }
            }
        }

        private void paint(int image, int column, int row) {
            byte[] pixels = new byte[images.imageSize()];
            images.copyBytes(image, pixels, 0);
            for (int y = 0; y < images.height() * scale; y++) {
                for (int x = 0; x < images.width() * scale; x++) {
                    int grey = pixels[y / scale * images.width() + x / scale] & 0xff;
                    picture.getRaster().setSample(column * cellWidth + 1 + x, row * cellHeight + 1 + y, 0, grey);
                }
            }
        }
    }
}
