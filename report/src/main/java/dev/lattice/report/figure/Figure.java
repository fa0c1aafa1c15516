package dev.lattice.report.figure;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.function.Consumer;

/** A drawing that can be had as PNG and as SVG. */
public final class Figure {

    private static final int PNG_SCALE = 2;
    private static final int WIDE = 700;

    private final String name;
    private final String caption;
    private final int width;
    private final int height;
    private final Consumer<Canvas> painter;
    private SvgCanvas svg;

    /**
     * Creates a figure.
     *
     * @param name of its files, without extension: letters, digits and dashes
     * @param caption one or two sentences: what is shown, on what, in which unit
     */
    Figure(String name, String caption, int width, int height, Consumer<Canvas> painter) {
        this.name = name;
        this.caption = caption;
        this.width = width;
        this.height = height;
        this.painter = painter;
    }

    /** Returns the name of its files without extension. */
    public String name() {
        return name;
    }

    /** Returns what it shows, in a sentence or two. */
    public String caption() {
        return caption;
    }

    /** Returns whether it is too wide to be read on a small screen without scrolling. */
    public boolean isWide() {
        return width > WIDE;
    }

    /** Returns the figure as PNG at twice its size, on white. */
    public byte[] png() {
        BufferedImage image = new BufferedImage(width * PNG_SCALE, height * PNG_SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(PNG_SCALE, PNG_SCALE);
            paint(new RasterCanvas(graphics));
        } finally {
            graphics.dispose();
        }
        return Png.of(image);
    }

    /** Returns the figure as a stand-alone SVG document, on white. */
    public String svg() {
        return painted().document(caption);
    }

    /** Returns the figure as an {@code svg} element for an HTML page. */
    public String svgElement() {
        return painted().element(caption);
    }

    // Once for the file and for the page: images are compressed on the way.
    private synchronized SvgCanvas painted() {
        if (svg == null) {
            svg = new SvgCanvas(name, width, height);
            paint(svg);
        }
        return svg;
    }

    /** Returns why this machine cannot draw figures, such as that it has no font; empty if it can. */
    public static Optional<String> unavailable() {
        return Lettering.problem()
                .map(p -> "no figures: Java found no usable font (" + p
                        + "); install fontconfig and a font such as DejaVu Sans");
    }

    private void paint(Canvas canvas) {
        canvas.fill(0, 0, width, height, Palette.PAPER);
        painter.accept(canvas);
    }
}
