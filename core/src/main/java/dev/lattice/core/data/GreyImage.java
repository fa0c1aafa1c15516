package dev.lattice.core.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Pictures as grey bytes, row by row, 0 black and 255 white. */
final class GreyImage {

    private GreyImage() {}

    /**
     * Returns the grey values of a picture: its samples if it is grey, or else the luma of ITU-R BT.601; transparent pixels are
     * laid over black.
     */
    static byte[] of(BufferedImage picture) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        byte[] grey = new byte[width * height];
        Raster raster = picture.getRaster();
        // getRGB would bend grey samples by the gamma of Java's grey colour space: 128 would become 188.
        boolean samples = raster.getNumBands() <= 2 && !(picture.getColorModel() instanceof IndexColorModel);
        int shift = samples ? Math.max(0, raster.getSampleModel().getSampleSize(0) - 8) : 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value;
                if (samples) {
                    value = raster.getSample(x, y, 0) >> shift;
                    if (raster.getNumBands() == 2) {
                        value = (value * (raster.getSample(x, y, 1) >> shift) + 127) / 255;
                    }
                } else {
                    value = luma(picture.getRGB(x, y));
                }
                grey[y * width + x] = (byte) value;
            }
        }
        return grey;
    }

    private static int luma(int argb) {
        int weighted = 299 * (argb >> 16 & 0xff) + 587 * (argb >> 8 & 0xff) + 114 * (argb & 0xff);
        return (int) (((long) weighted * (argb >>> 24) + 127_500) / 255_000);
    }

    /**
     * Returns the picture in another size; each new pixel is the mean of the area that it covers, so nothing is lost when
     * shrinking.
     */
    static byte[] scale(byte[] grey, int height, int width, int newHeight, int newWidth) {
        float[] narrow = new float[height * newWidth];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < newWidth; x++) {
                narrow[y * newWidth + x] = meanBytes(grey, y * width, width, x, newWidth);
            }
        }
        byte[] scaled = new byte[newHeight * newWidth];
        for (int y = 0; y < newHeight; y++) {
            double from = (double) y * height / newHeight;
            double to = (double) (y + 1) * height / newHeight;
            for (int x = 0; x < newWidth; x++) {
                double sum = 0;
                for (int i = (int) from; i < Math.min(height, Math.ceil(to)); i++) {
                    sum += (Math.min(to, i + 1) - Math.max(from, i)) * narrow[i * newWidth + x];
                }
                scaled[y * newWidth + x] = (byte) (int) Math.min(255, sum / (to - from) + 0.5);
            }
        }
        return scaled;
    }

    private static float meanBytes(byte[] grey, int start, int width, int x, int newWidth) {
        double from = (double) x * width / newWidth;
        double to = (double) (x + 1) * width / newWidth;
        double sum = 0;
        for (int i = (int) from; i < Math.min(width, Math.ceil(to)); i++) {
            sum += (Math.min(to, i + 1) - Math.max(from, i)) * (grey[start + i] & 0xff);
        }
        return (float) (sum / (to - from));
    }
}
