package dev.lattice.report.figure;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.Locale;

/** Draws as SVG 1.1, with images embedded. */
final class SvgCanvas implements Canvas {

    private static final String FONTS = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    private final StringBuilder body = new StringBuilder();
    private final String name;
    private final int width;
    private final int height;
    private int clips;

    /**
     * Creates an empty drawing.
     *
     * @param name letters, digits and dashes, unique among drawings in one page
     */
    SvgCanvas(String name, int width, int height) {
        this.name = name;
        this.width = width;
        this.height = height;
    }

    /** Returns a document of its own. */
    String document(String description) {
        return svg(" xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"", description);
    }

    /** Returns an element for an HTML page, where namespaces are understood. */
    String element(String description) {
        return svg("", description);
    }

    private String svg(String namespaces, String description) {
        return "<svg" + namespaces + " width=\"" + width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " "
                + height + "\" role=\"img\" font-family=\"" + FONTS + "\">\n<title>" + escaped(description)
                + "</title>\n" + body + "</svg>\n";
    }

    @Override
    public void polyline(double[] xs, double[] ys, Pen pen) {
        if (xs.length < 2) {
            return;
        }
        body.append("<path fill=\"none\" stroke=\"").append(hex(pen.color()));
        body.append("\" stroke-linejoin=\"round\" stroke-width=\"")
                .append(number(pen.width()))
                .append('"');
        body.append(pen.dashed() ? " stroke-dasharray=\"5 4\"" : "").append(" d=\"M");
        for (int i = 0; i < xs.length; i++) {
            body.append(i == 0 ? "" : "L").append(number(xs[i])).append(' ').append(number(ys[i]));
        }
        body.append("\"/>\n");
    }

    @Override
    public void dots(double[] xs, double[] ys, double radius, Color color, double opacity) {
        if (xs.length == 0) {
            return;
        }
        if (opacity < 1) {
            circles(xs, ys, radius, color, opacity);
            return;
        }
        // Lines of no length with round ends: a sixth of the size of circles.
        body.append("<path fill=\"none\" stroke-linecap=\"round\" stroke=\"").append(hex(color));
        body.append("\" stroke-width=\"").append(number(2 * radius)).append("\" d=\"");
        for (int i = 0; i < xs.length; i++) {
            body.append('M')
                    .append(number(xs[i]))
                    .append(' ')
                    .append(number(ys[i]))
                    .append("h0");
        }
        body.append("\"/>\n");
    }

    private void circles(double[] xs, double[] ys, double radius, Color color, double opacity) {
        body.append("<g fill=\"")
                .append(hex(color))
                .append("\" fill-opacity=\"")
                .append(number(opacity))
                .append("\">\n");
        for (int i = 0; i < xs.length; i++) {
            body.append("<circle cx=\"")
                    .append(number(xs[i]))
                    .append("\" cy=\"")
                    .append(number(ys[i]));
            body.append("\" r=\"").append(number(radius)).append("\"/>");
        }
        body.append("</g>\n");
    }

    @Override
    public void fill(double x, double y, double w, double h, Color color) {
        body.append("<rect x=\"").append(number(x)).append("\" y=\"").append(number(y));
        body.append("\" width=\"").append(number(w)).append("\" height=\"").append(number(h));
        body.append("\" fill=\"").append(hex(color)).append("\"/>\n");
    }

    @Override
    public void caret(double x, double y, double size, Color color) {
        body.append("<path fill=\"")
                .append(hex(color))
                .append("\" d=\"M")
                .append(number(x))
                .append(' ')
                .append(number(y));
        body.append('l').append(number(size / 2)).append(' ').append(number(size));
        body.append('h').append(number(-size)).append("z\"/>\n");
    }

    @Override
    public void text(String text, double x, double y, Lettering lettering, Anchor anchor) {
        text(text, x, y, lettering, anchor, "");
    }

    @Override
    public void textUpwards(String text, double x, double y, Lettering lettering) {
        String turn = " transform=\"rotate(-90 " + number(x) + " " + number(y) + ")\"";
        text(text, x, y, lettering, Anchor.MIDDLE, turn);
    }

    private void text(String text, double x, double y, Lettering lettering, Anchor anchor, String more) {
        body.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y));
        body.append("\" font-size=\"").append(number(lettering.size())).append("\" fill=\"");
        body.append(hex(lettering.color())).append('"').append(lettering.bold() ? " font-weight=\"bold\"" : "");
        body.append(
                anchor == Anchor.START ? "" : " text-anchor=\"" + anchor.name().toLowerCase(Locale.ROOT) + "\"");
        body.append(more).append('>').append(escaped(text)).append("</text>\n");
    }

    @Override
    public void image(BufferedImage image, double x, double y, double w, double h) {
        String data = "data:image/png;base64," + Base64.getEncoder().encodeToString(Png.of(image));
        body.append("<image x=\"").append(number(x)).append("\" y=\"").append(number(y));
        body.append("\" width=\"").append(number(w)).append("\" height=\"").append(number(h));
        // Inkscape and librsvg before 2.52 know only the xlink form.
        body.append("\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" xlink:href=\"");
        body.append(data).append("\"/>\n");
    }

    @Override
    public void clipped(double x, double y, double w, double h, Runnable drawing) {
        String id = name + "-clip" + clips++;
        body.append("<clipPath id=\"")
                .append(id)
                .append("\"><rect x=\"")
                .append(number(x))
                .append("\" y=\"");
        body.append(number(y))
                .append("\" width=\"")
                .append(number(w))
                .append("\" height=\"")
                .append(number(h));
        body.append("\"/></clipPath>\n<g clip-path=\"url(#").append(id).append(")\">\n");
        drawing.run();
        body.append("</g>\n");
    }

    private static String hex(Color color) {
        return String.format("#%06x", color.getRGB() & 0xffffff);
    }

    /** Returns a coordinate to a twentieth of a pixel, in as few letters as that takes. */
    private static String number(double value) {
        long hundredths = Math.round(value * 20) * 5;
        if (hundredths % 100 == 0) {
            return Long.toString(hundredths / 100);
        }
        String sign = hundredths < 0 ? "-" : "";
        long size = Math.abs(hundredths);
        long rest = size % 100;
        String decimals = rest % 10 == 0 ? String.valueOf(rest / 10) : (rest < 10 ? "0" : "") + rest;
        return sign + (size / 100 == 0 ? "" : size / 100) + "." + decimals;
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                default -> out.appendCodePoint(c < ' ' ? ' ' : c);
            }
        });
        return out.toString();
    }
}
