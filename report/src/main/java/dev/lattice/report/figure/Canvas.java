package dev.lattice.report.figure;

import java.awt.Color;
import java.awt.image.BufferedImage;

/** What figures are drawn on; the origin is at the top left, one unit is a CSS pixel. */
interface Canvas {

    /** Which point of a text its position means. */
    enum Anchor {
        /** The left end of the base line. */
        START,
        /** The middle of the base line. */
        MIDDLE,
        /** The right end of the base line. */
        END
    }

    /** A line: its colour, width and whether it is dashed. */
    record Pen(Color color, double width, boolean dashed) {
        static Pen solid(Color color, double width) {
            return new Pen(color, width, false);
        }
    }

    /** Draws a connected line; with one point, nothing. */
    void polyline(double[] xs, double[] ys, Pen pen);

    /** Draws filled circles that overlap transparently ({@code opacity} in (0, 1]). */
    void dots(double[] xs, double[] ys, double radius, Color color, double opacity);

    /** Fills a rectangle. */
    void fill(double x, double y, double width, double height, Color color);

    /** Fills a triangle pointing up with its tip at the given point. */
    void caret(double x, double y, double size, Color color);

    /** Writes a line of text. */
    void text(String text, double x, double y, Lettering lettering, Anchor anchor);

    /** Writes a line of text from bottom to top, centred at the given point of its base line. */
    void textUpwards(String text, double x, double y, Lettering lettering);

    /** Draws an image, enlarged without smoothing. */
    void image(BufferedImage image, double x, double y, double width, double height);

    /** Draws with everything outside a rectangle left out. */
    void clipped(double x, double y, double width, double height, Runnable drawing);

    /** Draws a straight line. */
    default void line(double x1, double y1, double x2, double y2, Pen pen) {
        polyline(new double[] {x1, x2}, new double[] {y1, y2}, pen);
    }

    /** Draws a filled circle. */
    default void dot(double x, double y, double radius, Color color) {
        dots(new double[] {x}, new double[] {y}, radius, color, 1);
    }
}
