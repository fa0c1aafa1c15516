package dev.lattice.report.figure;

import dev.lattice.report.figure.Canvas.Anchor;
import dev.lattice.report.figure.Canvas.Pen;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.table.Numbers;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metric over the two parameters that move the ranking most: the best cell over all other parameters in each field,
 * or a coloured point per cell where values were drawn from ranges.
 */
public final class HeatMap {

    private static final int WIDTH = 620;
    private static final int HEIGHT = 430;
    private static final int BAR_ROOM = 92;
    private static final int BAR_STEPS = 64;

    private HeatMap() {}

    /** Returns the figure, or empty if fewer than two parameters vary in the group. */
    public static Optional<Figure> of(String name, RankedGroup group, List<String> keys) {
        List<Variable> variables = Variable.all(group, keys).stream()
                .sorted(Comparator.comparingDouble(v -> -v.influence()))
                .limit(2)
                .toList();
        return variables.size() < 2 ? Optional.empty() : of(name, group, variables.get(0), variables.get(1));
    }

    /**
     * Returns a figure for every pair of parameters, named {@code prefix-a-b}, those that move the ranking most first; empty if
     * fewer than two parameters vary in the group.
     */
    public static List<Figure> ofPairs(String prefix, RankedGroup group, List<String> keys) {
        List<Variable> variables = Variable.all(group, keys).stream()
                .sorted(Comparator.comparingDouble(v -> -v.influence()))
                .toList();
        List<Figure> figures = new ArrayList<>();
        for (int sum = 1; sum < 2 * variables.size() - 2; sum++) {
            for (int a = 0; a < variables.size(); a++) {
                int b = sum - a;
                if (b > a && b < variables.size()) {
                    String name = (prefix + "-" + variables.get(a).label() + "-"
                                    + variables.get(b).label())
                            .replaceAll("[^A-Za-z0-9]+", "-");
                    of(name, group, variables.get(a), variables.get(b)).ifPresent(figures::add);
                }
            }
        }
        return figures;
    }

    private static Optional<Figure> of(String name, RankedGroup group, Variable first, Variable second) {
        // The parameter with more values goes along the longer side.
        boolean swap = second.parts().size() > first.parts().size();
        Variable across = swap ? second : first;
        Variable up = swap ? first : second;
        Map<RankedTrial, Double> upValues = new HashMap<>();
        for (int i = 0; i < up.trials().size(); i++) {
            upValues.put(up.trials().get(i), up.values()[i]);
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < across.trials().size(); i++) {
            RankedTrial trial = across.trials().get(i);
            if (upValues.containsKey(trial)) {
                points.add(new Point(
                        across.values()[i], upValues.get(trial), trial.metric().value()));
            }
        }
        if (points.isEmpty()) {
            return Optional.empty();
        }
        boolean rungs = across.isRungs() && up.isRungs();
        List<Point> shown = rungs ? best(points) : points;
        Range range = Range.of(shown.stream().mapToDouble(Point::metric).toArray());
        String what = MetricNames.withUnit(group.metric(), group.unit());
        String caption = what + " over " + across.label() + " and " + up.label()
                + (rungs ? ": each field shows the best cell over all other parameters." : ": a point per cell.")
                + " Brighter is lower, which is better."
                + (range.above() > 0
                        ? " Values above " + Numbers.measured(range.high()) + " share the darkest colour."
                        : "");
        return Optional.of(new Figure(name, caption, WIDTH, HEIGHT, canvas -> {
            if (rungs) {
                fields(canvas, shown, across, up, range);
            } else {
                scatter(canvas, shown, across, up, range);
            }
            bar(canvas, range, what);
        }));
    }

    private static List<Point> best(List<Point> points) {
        Map<List<Double>, Point> best = new HashMap<>();
        points.forEach(p -> best.merge(List.of(p.x(), p.y()), p, (a, b) -> a.metric() <= b.metric() ? a : b));
        return List.copyOf(best.values());
    }

    private static void fields(Canvas canvas, List<Point> points, Variable across, Variable up, Range range) {
        double[] xs = points.stream().mapToDouble(Point::x).distinct().sorted().toArray();
        double[] ys = points.stream().mapToDouble(Point::y).distinct().sorted().toArray();
        Axis xAxis = Axis.categories(across.label(), names(across, xs));
        Axis yAxis = Axis.categories(up.label(), names(up, ys));
        PlotArea area = PlotArea.within(canvas, 6, 8, WIDTH - BAR_ROOM - 12, HEIGHT - 14, xAxis, yAxis);
        double width = (area.right() - area.left()) / xs.length;
        double height = (area.bottom() - area.top()) / ys.length;
        List<Point> ordered = new ArrayList<>(points);
        ordered.sort(Comparator.comparingDouble(Point::y).thenComparingDouble(Point::x));
        for (Point p : ordered) {
            double x = area.left() + java.util.Arrays.binarySearch(xs, p.x()) * width;
            double y = area.bottom() - (java.util.Arrays.binarySearch(ys, p.y()) + 1) * height;
            Color color = color(p, range);
            canvas.fill(x + 0.5, y + 0.5, width - 1, height - 1, color);
            String text = Numbers.measured(p.metric());
            Lettering lettering = Lettering.TICK.in(Palette.textOn(color));
            if (lettering.width(text) < width - 6 && height > 16) {
                canvas.text(text, x + width / 2, y + height / 2 + 4.3, lettering, Anchor.MIDDLE);
            }
        }
        area.drawAxes(false);
    }

    private static List<String> names(Variable variable, double[] values) {
        List<String> names = new ArrayList<>();
        for (double v : values) {
            names.add(variable.named() ? variable.axis().ticks().get((int) v).text() : Numbers.parameter(v));
        }
        return names;
    }

    private static void scatter(Canvas canvas, List<Point> points, Variable across, Variable up, Range range) {
        Axis yAxis = up.axis();
        PlotArea area = PlotArea.within(canvas, 6, 8, WIDTH - BAR_ROOM - 12, HEIGHT - 14, across.axis(), yAxis)
                .drawAxes(true);
        // Worst first, so that good cells lie on top.
        List<Point> ordered = new ArrayList<>(points);
        ordered.sort(Comparator.comparingDouble(p -> -p.metric()));
        ordered.forEach(p -> {
            // With an edge, for the brightest colours are nearly those of paper.
            canvas.dot(area.x(p.x()), area.y(p.y()), 6, Palette.MUTED);
            canvas.dot(area.x(p.x()), area.y(p.y()), 4.8, color(p, range));
        });
    }

    private static void bar(Canvas canvas, Range range, String label) {
        Axis axis = Axis.exact(label, range.low(), range.high() > range.low() ? range.high() : range.low() + 1, 6);
        double left = WIDTH - BAR_ROOM + 8;
        double top = 14;
        double height = HEIGHT - 14 - 56;
        for (int i = 0; i < BAR_STEPS; i++) {
            double share = 1 - (i + 0.5) / BAR_STEPS;
            // Half a pixel of overlap keeps seams out of anti-aliased renderings.
            canvas.fill(left, top + height * i / BAR_STEPS, 14, height / BAR_STEPS + 0.5, Palette.sequential(share));
        }
        double widest = 0;
        for (Axis.Tick tick : axis.ticks()) {
            double y = top + height * (1 - axis.place(tick.value()));
            canvas.line(left + 14, y, left + 18, y, Pen.solid(Palette.MUTED, 1));
            canvas.text(tick.text(), left + 21, y + 4.3, Lettering.TICK, Anchor.START);
            widest = Math.max(widest, Lettering.TICK.width(tick.text()));
        }
        double x = Math.min(left + 21 + widest + 16, WIDTH - 5);
        canvas.textUpwards(label, x, top + height / 2, Lettering.LABEL);
    }

    private static Color color(Point point, Range range) {
        double span = range.high() - range.low();
        return Palette.sequential(span > 0 ? (point.metric() - range.low()) / span : 0);
    }

    private record Point(double x, double y, double metric) {}
}
