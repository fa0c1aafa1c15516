package dev.lattice.report.figure;

import dev.lattice.report.figure.Canvas.Anchor;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Rows of equally large grey images, each row with its label.
 *
 * @param height pixels of an image
 * @param width pixels of an image
 * @param rows from top to bottom
 * @param tile nominal size of the longer side of an image
 */
record ImageGrid(int height, int width, List<Row> rows, double tile) {

    private static final double TILE = 52;

    private static final double GAP = 2;
    private static final double PARAGRAPH = 12;
    private static final double EDGE = 6;

    /**
     * A row.
     *
     * @param label left of it; empty for none
     * @param note below the label, smaller; empty for none
     * @param tiles images as numbers in [0, 1], row by row
     * @param paragraph whether it is set off from the row above
     */
    record Row(String label, String note, List<float[]> tiles, boolean paragraph) {}

    /** Copies the list. */
    ImageGrid {
        rows = List.copyOf(rows);
    }

    /** Creates a grid of images in the usual size. */
    ImageGrid(int height, int width, List<Row> rows) {
        this(height, width, rows, TILE);
    }

    /** Returns the grid as a figure. */
    Figure figure(String name, String caption) {
        double scale = tile / Math.max(height, width);
        double labels = rows.stream()
                .mapToDouble(r -> Math.max(Lettering.LABEL.width(r.label()), Lettering.NOTE.width(r.note())))
                .max()
                .orElse(0);
        double left = EDGE + (labels > 0 ? labels + 12 : 0);
        int columns = rows.stream().mapToInt(r -> r.tiles().size()).max().orElse(0);
        double rowHeight = height * scale + GAP;
        double paragraphs = rows.stream().skip(1).filter(Row::paragraph).count() * PARAGRAPH;
        int w = (int) Math.ceil(left + columns * (width * scale + GAP) - GAP + EDGE);
        int h = (int) Math.ceil(2 * EDGE + rows.size() * rowHeight - GAP + paragraphs);
        return new Figure(name, caption, w, h, canvas -> paint(canvas, left, scale));
    }

    private void paint(Canvas canvas, double left, double scale) {
        double y = EDGE;
        boolean first = true;
        for (Row row : rows) {
            y += row.paragraph() && !first ? PARAGRAPH : 0;
            first = false;
            double middle = y + height * scale / 2;
            boolean noted = !row.note().isEmpty();
            if (!row.label().isEmpty()) {
                canvas.text(row.label(), left - 12, middle + (noted ? -2 : 4.5), Lettering.LABEL, Anchor.END);
            }
            if (noted) {
                canvas.text(row.note(), left - 12, middle + 14, Lettering.NOTE, Anchor.END);
            }
            double x = left;
            // One picture for each run of rows would be smaller still, but rows keep their gaps at any size.
            for (float[] tile : row.tiles()) {
                canvas.image(image(tile), x, y, width * scale, height * scale);
                x += width * scale + GAP;
            }
            y += height * scale + GAP;
        }
    }

    private BufferedImage image(float[] tile) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = new byte[width * height];
        for (int p = 0; p < pixels.length; p++) {
            // Written to the raster as it is: setRGB would convert between colour spaces and brighten greys.
            pixels[p] = (byte) Math.round(255 * Math.min(1f, Math.max(0f, tile[p])));
        }
        image.getRaster().setDataElements(0, 0, width, height, pixels);
        return image;
    }
}
