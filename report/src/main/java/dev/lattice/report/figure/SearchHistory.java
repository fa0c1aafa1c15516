package dev.lattice.report.figure;

import dev.lattice.report.figure.Canvas.Anchor;
import dev.lattice.report.figure.Canvas.Pen;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.RankedTrial;
import java.awt.Color;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a search found in the course of it: each cell's number in the order in which cells were drawn, and the best until then. */
public final class SearchHistory {

    private static final int WIDTH = 680;
    private static final int HEIGHT = 340;
    private static final int LEGEND = 28;

    /** Of fewer cells a table says as much. */
    private static final int LEAST = 5;

    private static final double OPACITY = 0.6;

    private SearchHistory() {}

    /**
     * Returns the figure, or empty for fewer than {@value #LEAST} cells.
     *
     * @param name of the figure
     * @param group of a search that draws its cells; in a grid their order means nothing
     */
    public static Optional<Figure> of(String name, RankedGroup group) {
        List<RankedTrial> drawn = group.trials().stream()
                .sorted(Comparator.comparingInt(t -> t.trial().number()))
                .toList();
        if (drawn.size() < LEAST) {
            return Optional.empty();
        }
        double[] cells = drawn.stream().mapToDouble(t -> t.trial().number()).toArray();
        double[] values = drawn.stream().mapToDouble(t -> t.metric().value()).toArray();
        Range range = Range.of(values);
        String label = MetricNames.withUnit(group.metric(), group.unit());
        Axis xAxis = Axis.linear("Cell, in the order drawn", cells[0], cells[cells.length - 1], 8);
        Axis yAxis = Axis.linear(label, range.low(), range.high(), 6);
        String caption =
                "Each point is a cell, the line the lowest " + label + " so far; the lowest of all is that of cell "
                        + group.trials().get(0).trial().number() + ", among " + cells.length + " cells."
                        + switch (range.above()) {
                            case 0 -> "";
                            case 1 -> " 1 cell lies above the axis.";
                            default -> " " + range.above() + " cells lie above the axis.";
                        };
        return Optional.of(
                new Figure(name, caption, WIDTH, HEIGHT + LEGEND, c -> paint(c, xAxis, yAxis, cells, values)));
    }

    private static void paint(Canvas canvas, Axis xAxis, Axis yAxis, double[] cells, double[] values) {
        Color best = Palette.series(2, 3);
        PlotArea area = PlotArea.within(canvas, 4, 4, WIDTH - 8, HEIGHT - 4, xAxis, yAxis)
                .drawAxes(true);
        double[][] steps = steps(cells, values);
        area.clipped(() -> {
            canvas.dots(area.xs(cells), area.ys(values), 3, Palette.MUTED, OPACITY);
            canvas.polyline(area.xs(steps[0]), area.ys(steps[1]), Pen.solid(best, 2));
        });
        double x = area.left();
        double y = HEIGHT + LEGEND - 10;
        canvas.dot(x + 13, y - 4, 3, Palette.MUTED);
        canvas.text("cell", x + 34, y, Lettering.NOTE, Anchor.START);
        double next = x + 34 + Lettering.NOTE.width("cell") + 24;
        canvas.line(next, y - 4, next + 26, y - 4, Pen.solid(best, 2));
        canvas.text("best so far", next + 34, y, Lettering.NOTE, Anchor.START);
    }

    /** Returns the corners of the lowest value so far: it is level until a cell is better. */
    static double[][] steps(double[] cells, double[] values) {
        double[] xs = new double[2 * cells.length];
        double[] ys = new double[xs.length];
        double best = values[0];
        for (int i = 0; i < cells.length; i++) {
            xs[2 * i] = cells[i];
            ys[2 * i] = best;
            best = Math.min(best, values[i]);
            xs[2 * i + 1] = cells[i];
            ys[2 * i + 1] = best;
        }
        return new double[][] {xs, ys};
    }
}
