package dev.lattice.report.figure;

import dev.lattice.report.figure.Canvas.Pen;
import dev.lattice.report.rank.Importance;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.table.Parameters;
import java.util.Arrays;
import java.util.List;

/** The mean at each value of a parameter over all others, with an interval where a forest stands for the cells. */
public final class MarginalCurves {

    private static final int PANEL_WIDTH = 340;
    private static final int PANEL_HEIGHT = 250;

    private MarginalCurves() {}

    /** Returns one panel per parameter, the most important first, on a common vertical axis. */
    public static Figure of(String name, Importance importance) {
        int count = importance.axes().size();
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                (a, b) -> Double.compare(
                        importance.metric().main()[b], importance.metric().main()[a]));
        int columns = count == 4 ? 2 : Math.min(3, count);
        int rows = (count + columns - 1) / columns;
        String label = MetricNames.withUnit(
                importance.group().metric(), importance.group().unit());
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            for (int p = 0; p < importance.metric().marginal()[k].length; p++) {
                low = Math.min(low, importance.low()[k][p]);
                high = Math.max(high, importance.high()[k][p]);
            }
        }
        Axis yAxis = Axis.linear("mean " + label, low, high, 5);
        String caption =
                "Mean " + label + " at each value of a parameter over all values of the others, lower is better; "
                        + importance.how() + "."
                        + (importance.exact()
                                ? " Bars: tenth to ninetieth percentile of the rows."
                                : " Bars: two standard deviations over the trees of the forest.");
        return new Figure(name, caption, columns * PANEL_WIDTH, rows * PANEL_HEIGHT, canvas -> {
            for (int i = 0; i < count; i++) {
                double x = (i % columns) * PANEL_WIDTH;
                double y = (i / columns) * PANEL_HEIGHT;
                panel(canvas, x, y, importance, order[i], yAxis);
            }
        });
    }

    private static void panel(Canvas canvas, double x, double y, Importance importance, int k, Axis yAxis) {
        List<String> keys = importance.axes().stream().map(Importance.Axis::key).toList();
        Importance.Axis parameter = importance.axes().get(k);
        Axis xAxis = Axis.categories(
                Parameters.shortName(parameter.key(), keys),
                parameter.values().stream().map(Parameters::text).toList());
        PlotArea area = PlotArea.within(canvas, x + 6, y + 8, PANEL_WIDTH - 16, PANEL_HEIGHT - 16, xAxis, yAxis)
                .drawAxes(true);
        int n = parameter.values().size();
        double[] xs = new double[n];
        double[] ys = new double[n];
        var color = Palette.series(0, 1);
        for (int p = 0; p < n; p++) {
            xs[p] = area.x(p);
            ys[p] = area.y(importance.metric().marginal()[k][p]);
            canvas.line(
                    xs[p],
                    area.y(importance.low()[k][p]),
                    xs[p],
                    area.y(importance.high()[k][p]),
                    Pen.solid(Palette.POINT, 1.5));
        }
        boolean numbers =
                parameter.values().stream().allMatch(v -> Parameters.number(v).isPresent());
        if (numbers) {
            canvas.polyline(xs, ys, Pen.solid(color, 2));
        }
        for (int p = 0; p < n; p++) {
            canvas.dot(xs[p], ys[p], 4, color);
        }
    }
}
