package dev.lattice.report.figure;

import dev.lattice.core.config.Activation;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Maps;
import dev.lattice.core.model.Network;
import dev.lattice.core.model.ParameterBlock;
import dev.lattice.core.model.UpperLayers;
import dev.lattice.report.figure.Canvas.Anchor;
import dev.lattice.report.figure.Canvas.Pen;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A network as boxes: the encoder goes down on the left, the decoder up on the right, so that mirrored layers stand side by
 * side. Each box says what the layer does, how its weights are called, what it gives and how many parameters it has.
 */
public final class NetworkDrawing {

    private static final double EDGE = 16;
    private static final double BOX_HEIGHT = 46;
    private static final double BOX_GAP = 24;
    private static final double MIDDLE = 110;
    private static final double INSET = 14;
    private static final double BETWEEN = 24;
    private static final double BAR = 5;
    private static final double HEAD = 5;

    private static final Pen FRAME = Pen.solid(Palette.GRID, 1);
    private static final Pen ARROW = Pen.solid(Palette.POINT, 1.4);

    private final TrainedModel model;
    private final Network network;
    private final List<Box> left = new ArrayList<>();
    private final List<Box> right = new ArrayList<>();
    private final Box code;
    private double boxWidth;

    /** A box's texts: two lines, each with something at its right end, and the row whose layer is given the label. */
    private record Box(Color color, String title, String name, String shape, String parameters, boolean labelled) {

        private double width() {
            double first = Lettering.TITLE.width(title) + Lettering.NOTE.width(name);
            double second = Lettering.TICK.width(shape) + Lettering.TICK.width(parameters);
            return BAR + 2 * INSET + BETWEEN + Math.max(first, second);
        }
    }

    private NetworkDrawing(TrainedModel model) {
        this.model = model;
        network = model.network();
        Maps image = new Maps(1, model.height(), model.width());
        left.add(new Box(Palette.POINT, "Image", "image", shape(image), "", false));
        network.encoder().forEach(layer -> left.add(box(layer)));
        network.upper().ifPresent(upper -> upper.encoder().forEach(layer -> left.add(box(layer))));
        right.add(new Box(Palette.POINT, "Image, mean of p(x|z)", "reconstruction", shape(image), "", false));
        for (int i = network.decoder().size() - 1; i >= 0; i--) {
            right.add(box(network.decoder().get(i)));
        }
        network.upper().map(UpperLayers::decoder).ifPresent(layers -> {
            for (int i = layers.size() - 1; i >= 0; i--) {
                right.add(box(layers.get(i)));
            }
        });
        boolean samples = network.variant().samples();
        String how = samples ? "z = μ + σ ε,  ε ~ N(0, I)" : "z = code";
        code = new Box(Palette.POINT, how, samples ? "z" : "code", count(network.latent()) + " dimensions", "", false);
        boxWidth = Stream.concat(left.stream(), right.stream())
                .mapToDouble(Box::width)
                .max()
                .orElseThrow();
    }

    /**
     * Returns the drawing of a model's network.
     *
     * @param name of its files, without extension
     */
    public static Figure of(String name, TrainedModel model) {
        NetworkDrawing drawing = new NetworkDrawing(model);
        int rows = Math.max(drawing.left.size(), drawing.right.size()) + 1;
        double width = 2 * EDGE + 2 * drawing.boxWidth + MIDDLE;
        double height = 2 * EDGE + rows * (BOX_HEIGHT + BOX_GAP) + Lettering.NOTE.size();
        return new Figure(
                name,
                "The network of " + model.spec().name() + " ("
                        + model.network().variant().title() + "): " + drawing.totals() + ".",
                (int) Math.ceil(width),
                (int) Math.ceil(height),
                drawing::paint);
    }

    private Box box(Layer layer) {
        int parameters = network.blocks().stream()
                .filter(block -> block.name().startsWith(layer.name() + "."))
                .mapToInt(ParameterBlock::size)
                .sum();
        String number = count(parameters) + " parameters";
        String activation = layer.activated()
                ? " · " + title(network.spec().activation())
                : layer == network.decoder().get(network.decoder().size() - 1) ? " · sigmoid" : "";
        if (layer instanceof Layer.Convolution c) {
            String kind = c.transposed() ? "Transposed convolution " : "Convolution ";
            String title = kind + c.kernel() + " × " + c.kernel() + (c.stride() > 1 ? ", stride " + c.stride() : "");
            Color color = Palette.series(c.transposed() ? 1 : 0, 10);
            return new Box(color, title, c.name(), shape(c.output()) + activation, number, false);
        }
        boolean heads = isLast(layer, network.encoder())
                || network.upper()
                        .filter(upper -> isLast(layer, upper.encoder()) || isLast(layer, upper.decoder()))
                        .isPresent();
        boolean two = heads && network.variant().samples();
        String shape = two
                ? "μ and log σ², " + count(layer.outputs() / 2) + " each"
                : count(layer.outputs()) + (heads ? " dimensions" : " units");
        boolean labelled = ((Layer.Dense) layer).label().isPresent();
        return new Box(Palette.series(4, 10), "Linear", layer.name(), shape + activation, number, labelled);
    }

    private static boolean isLast(Layer layer, List<Layer> layers) {
        return layer == layers.get(layers.size() - 1);
    }

    private void paint(Canvas canvas) {
        double x = EDGE + boxWidth + MIDDLE;
        column(canvas, left, EDGE, false);
        column(canvas, right, x, true);
        labels(canvas);
        double y = top(Math.max(left.size(), right.size()));
        double codeWidth = Math.min(code.width(), boxWidth);
        double codeX = (2 * EDGE + 2 * boxWidth + MIDDLE - codeWidth) / 2;
        double leftCentre = EDGE + boxWidth / 2;
        double rightCentre = x + boxWidth / 2;
        double centre = y + BOX_HEIGHT / 2;
        double leftEnd = top(left.size() - 1) + BOX_HEIGHT;
        double rightEnd = top(right.size() - 1) + BOX_HEIGHT;
        canvas.polyline(new double[] {leftCentre, leftCentre, codeX}, new double[] {leftEnd, centre, centre}, ARROW);
        head(canvas, codeX, centre, -HEAD, 0);
        canvas.polyline(
                new double[] {codeX + codeWidth, rightCentre, rightCentre},
                new double[] {centre, centre, rightEnd},
                ARROW);
        head(canvas, rightCentre, rightEnd, 0, HEAD);
        box(canvas, code, codeX, y, codeWidth);
        canvas.text(totals(), EDGE, y + BOX_HEIGHT + BOX_GAP, Lettering.NOTE, Anchor.START);
    }

    private void column(Canvas canvas, List<Box> boxes, double x, boolean up) {
        double centre = x + boxWidth / 2;
        for (int row = 0; row < boxes.size(); row++) {
            box(canvas, boxes.get(row), x, top(row), boxWidth);
            if (row > 0) {
                double above = top(row - 1) + BOX_HEIGHT;
                canvas.line(centre, above, centre, top(row), ARROW);
                head(canvas, centre, up ? above : top(row), 0, up ? HEAD : -HEAD);
            }
        }
    }

    /** Draws the label between the columns, with arrows to the layers that are given it. */
    private void labels(Canvas canvas) {
        double centre = EDGE + boxWidth + MIDDLE / 2;
        String text = "label (" + network.classes() + ")";
        double half = Lettering.TICK.width(text) / 2 + 4;
        for (int row = 0; row < Math.max(left.size(), right.size()); row++) {
            boolean toLeft = row < left.size() && left.get(row).labelled();
            boolean toRight = row < right.size() && right.get(row).labelled();
            double y = top(row) + BOX_HEIGHT / 2;
            if (toLeft) {
                canvas.line(centre - half, y, EDGE + boxWidth, y, ARROW);
                head(canvas, EDGE + boxWidth, y, HEAD, 0);
            }
            if (toRight) {
                canvas.line(centre + half, y, EDGE + boxWidth + MIDDLE, y, ARROW);
                head(canvas, EDGE + boxWidth + MIDDLE, y, -HEAD, 0);
            }
            if (toLeft || toRight) {
                canvas.text(text, centre, y + 4, Lettering.TICK, Anchor.MIDDLE);
            }
        }
    }

    private void box(Canvas canvas, Box box, double x, double y, double width) {
        canvas.fill(x, y, BAR, BOX_HEIGHT, box.color());
        canvas.polyline(
                new double[] {x, x + width, x + width, x, x},
                new double[] {y, y, y + BOX_HEIGHT, y + BOX_HEIGHT, y},
                FRAME);
        double from = x + BAR + INSET;
        double to = x + width - INSET;
        canvas.text(box.title(), from, y + 19, Lettering.TITLE, Anchor.START);
        canvas.text(box.name(), to, y + 19, Lettering.NOTE, Anchor.END);
        canvas.text(box.shape(), from, y + 36, Lettering.TICK, Anchor.START);
        canvas.text(box.parameters(), to, y + 36, Lettering.TICK, Anchor.END);
    }

    /** Draws the tip of an arrow at a point; it comes from where {@code dx, dy} lies. */
    private static void head(Canvas canvas, double x, double y, double dx, double dy) {
        canvas.polyline(new double[] {x + dx - dy, x, x + dx + dy}, new double[] {y + dy - dx, y, y + dy + dx}, ARROW);
    }

    private static double top(int row) {
        return EDGE + row * (BOX_HEIGHT + BOX_GAP);
    }

    private String totals() {
        List<Layer> down = network.upper().map(UpperLayers::decoder).orElse(network.decoder());
        int decoder = network.parameterCount() - down.get(0).weight().offset();
        return "encoder " + count(network.parameterCount() - decoder) + ", decoder " + count(decoder) + ", in all "
                + count(network.parameterCount()) + " parameters";
    }

    private static String title(Activation activation) {
        return switch (activation) {
            case RELU -> "ReLU";
            case LEAKY_RELU -> "leaky ReLU (" + Activation.LEAK + ")";
            case TANH -> "tanh";
        };
    }

    private static String shape(Maps maps) {
        return maps.channels() + " × " + maps.height() + " × " + maps.width();
    }

    private static String count(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
