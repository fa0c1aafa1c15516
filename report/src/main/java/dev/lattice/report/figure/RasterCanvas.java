package dev.lattice.report.figure;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws into an image by Java 2D. */
final class RasterCanvas implements Canvas {

    private static final float[] DASH = {5, 4};

    private final Graphics2D graphics;

    /** Draws on {@code graphics}, whose transform maps our units to its pixels. */
    RasterCanvas(Graphics2D graphics) {
        this.graphics = graphics;
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    }

    @Override
    public void polyline(double[] xs, double[] ys, Pen pen) {
        if (xs.length < 2) {
            return;
        }
        Path2D path = new Path2D.Double();
        path.moveTo(xs[0], ys[0]);
        for (int i = 1; i < xs.length; i++) {
            path.lineTo(xs[i], ys[i]);
        }
        graphics.setColor(pen.color());
        graphics.setStroke(new BasicStroke(
                (float) pen.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, pen.dashed() ? DASH : null, 0));
        graphics.draw(path);
    }

    @Override
    public void dots(double[] xs, double[] ys, double radius, Color color, double opacity) {
        Composite before = graphics.getComposite();
        graphics.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) opacity));
        graphics.setColor(color);
        for (int i = 0; i < xs.length; i++) {
            graphics.fill(new Ellipse2D.Double(xs[i] - radius, ys[i] - radius, 2 * radius, 2 * radius));
        }
        graphics.setComposite(before);
    }

    @Override
    public void fill(double x, double y, double width, double height, Color color) {
        graphics.setColor(color);
        graphics.fill(new Rectangle2D.Double(x, y, width, height));
    }

    @Override
    public void caret(double x, double y, double size, Color color) {
        Path2D path = new Path2D.Double();
        path.moveTo(x, y);
        path.lineTo(x + size / 2, y + size);
        path.lineTo(x - size / 2, y + size);
        path.closePath();
        graphics.setColor(color);
        graphics.fill(path);
    }

    @Override
    public void text(String text, double x, double y, Lettering lettering, Anchor anchor) {
        graphics.setFont(lettering.font());
        graphics.setColor(lettering.color());
        double width = graphics.getFontMetrics().getStringBounds(text, graphics).getWidth();
        double shift = switch (anchor) {
            case START -> 0;
            case MIDDLE -> width / 2;
            case END -> width;
        };
        graphics.drawString(text, (float) (x - shift), (float) y);
    }

    @Override
    public void textUpwards(String text, double x, double y, Lettering lettering) {
        AffineTransform before = graphics.getTransform();
        graphics.rotate(-Math.PI / 2, x, y);
        text(text, x, y, lettering, Anchor.MIDDLE);
        graphics.setTransform(before);
    }

    @Override
    public void image(BufferedImage image, double x, double y, double width, double height) {
        AffineTransform place = AffineTransform.getTranslateInstance(x, y);
        place.scale(width / image.getWidth(), height / image.getHeight());
        graphics.drawImage(image, place, null);
    }

    @Override
    public void clipped(double x, double y, double width, double height, Runnable drawing) {
        Shape before = graphics.getClip();
        graphics.clip(new Rectangle2D.Double(x, y, width, height));
        drawing.run();
        graphics.setClip(before);
    }
}
