package dev.lattice.report.figure;

import dev.lattice.report.figure.Canvas.Pen;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.statistics.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The metric against each varied parameter: a point per cell, and the median of each value. */
public final class ParameterEffects {

    private static final int PANEL_WIDTH = 340;
    private static final int PANEL_HEIGHT = 270;
    private static final int ALONE_WIDTH = 520;
    private static final int ALONE_HEIGHT = 380;
    private static final int MANY_POINTS = 400;

    /** What a panel leaves free of its width, and of its height. */
    private static final int MARGINS = 16;

    /** Half the width, in pixels, over which cells of one value are spread so that they can be told apart. */
    private static final double SPREAD = 9;

    private static final double GOLDEN = 0.6180339887498949;

    private ParameterEffects() {}

    /** Returns one panel per parameter in one figure, on a common vertical axis; empty if no parameter varies in the group. */
    public static Optional<Figure> together(String name, RankedGroup group, List<String> keys) {
        List<Variable> variables = Variable.all(group, keys);
        if (variables.isEmpty()) {
            return Optional.empty();
        }
        int columns = variables.size() == 4 ? 2 : Math.min(3, variables.size());
        int rows = (variables.size() + columns - 1) / columns;
        Range range = range(group);
        Axis yAxis = yAxis(group, range, 5);
        int height = PANEL_HEIGHT
                + variables.stream()
                        .mapToInt(v -> upright(PANEL_WIDTH, v, yAxis))
                        .max()
                        .orElse(0);
        return Optional.of(new Figure(name, caption(group, range), columns * PANEL_WIDTH, rows * height, canvas -> {
            for (int i = 0; i < variables.size(); i++) {
                double x = (i % columns) * PANEL_WIDTH;
                double y = (i / columns) * height;
                panel(canvas, x, y, PANEL_WIDTH, height, variables.get(i), yAxis);
            }
        }));
    }

    /** Returns a figure for each parameter, named {@code prefix-parameter}. */
    public static List<Figure> each(String prefix, RankedGroup group, List<String> keys) {
        List<Figure> figures = new ArrayList<>();
        Range range = range(group);
        Axis yAxis = yAxis(group, range, 6);
        for (Variable variable : Variable.all(group, keys)) {
            String name = prefix + "-" + variable.label().replaceAll("[^A-Za-z0-9]+", "-");
            int height = ALONE_HEIGHT + upright(ALONE_WIDTH, variable, yAxis);
            figures.add(new Figure(
                    name,
                    caption(group, range),
                    ALONE_WIDTH,
                    height,
                    c -> panel(c, 0, 0, ALONE_WIDTH, height, variable, yAxis)));
        }
        return figures;
    }

    private static int upright(int width, Variable variable, Axis yAxis) {
        return (int) Math.ceil(PlotArea.upright(width - MARGINS, variable.axis(), yAxis));
    }

    private static Range range(RankedGroup group) {
        return Range.of(
                group.trials().stream().mapToDouble(t -> t.metric().value()).toArray());
    }

    private static Axis yAxis(RankedGroup group, Range range, int ticks) {
        return Axis.linear(MetricNames.withUnit(group.metric(), group.unit()), range.low(), range.high(), ticks);
    }

    private static String caption(RankedGroup group, Range range) {
        return MetricNames.withUnit(group.metric(), group.unit())
                + " against each parameter; a point is a cell, large dots are"
                + " medians over all other parameters, lower is better."
                + (range.above() > 0
                        ? " " + range.above() + (range.above() == 1 ? " cell lies" : " cells lie")
                                + " above the axis (triangles at its top)."
                        : "");
    }

    private static void panel(
            Canvas canvas, double x, double y, double width, double height, Variable variable, Axis yAxis) {
        PlotArea area = PlotArea.within(canvas, x + 6, y + 8, width - MARGINS, height - MARGINS, variable.axis(), yAxis)
                .drawAxes(true);
        double[] metric = variable.metric();
        double spread = variable.isRungs() ? SPREAD : 0;
        double[] xs = area.xs(variable.values());
        double[] ys = area.ys(metric);
        List<Integer> inside = new ArrayList<>();
        for (int i = 0; i < xs.length; i++) {
            // The fractional parts of multiples of the golden ratio fill an interval evenly, without a random number.
            double place = variable.trials().get(i).trial().number() * GOLDEN;
            xs[i] += spread * (2 * (place - Math.floor(place)) - 1);
            if (metric[i] <= yAxis.high()) {
                inside.add(i);
            } else {
                canvas.caret(xs[i], area.top(), 7, Palette.POINT);
            }
        }
        boolean many = inside.size() > MANY_POINTS;
        canvas.dots(pick(xs, inside), pick(ys, inside), many ? 1.3 : 2.6, Palette.POINT, many ? 1 : 0.55);
        medians(canvas, area, variable, metric);
    }

    private static void medians(Canvas canvas, PlotArea area, Variable variable, double[] metric) {
        List<int[]> parts = variable.parts().stream().filter(p -> p.length > 0).toList();
        double[] mx = new double[parts.size()];
        double[] my = new double[parts.size()];
        for (int p = 0; p < mx.length; p++) {
            int[] part = parts.get(p);
            mx[p] = area.x(Quantiles.median(
                    Arrays.stream(part).mapToDouble(i -> variable.values()[i]).toArray()));
            my[p] = area.y(Quantiles.median(
                    Arrays.stream(part).mapToDouble(i -> metric[i]).toArray()));
        }
        var color = Palette.series(0, 1);
        // Between names there is nothing that a line could stand for.
        if (!variable.named()) {
            area.clipped(() -> canvas.polyline(mx, my, Pen.solid(color, 2)));
        }
        for (int p = 0; p < mx.length; p++) {
            if (my[p] >= area.top()) {
                canvas.dot(mx[p], my[p], 4, color);
            } else {
                canvas.caret(mx[p], area.top() + 9, 9, color);
            }
        }
    }

    private static double[] pick(double[] values, List<Integer> indices) {
        return indices.stream().mapToDouble(i -> values[i]).toArray();
    }
}
