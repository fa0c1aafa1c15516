package dev.lattice.report.figure;

import dev.lattice.report.figure.Canvas.Anchor;
import dev.lattice.report.figure.Canvas.Pen;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.RankedTrial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every cell as a line across one axis for each parameter and one for the metric: which combinations the good ones share. */
public final class ParallelCoordinates {

    private static final int STEP = 150;
    private static final int HEIGHT = 380;
    private static final int RIGHT = 80;
    private static final int TOP = 34;
    private static final int BOTTOM = 24;

    /** Between an axis and what is written beside it, and between that and the edge. */
    private static final int GAP = 6;

    /** Lines beyond these are drawn for a sample of the cells: more are a grey area. */
    private static final int MOST_LINES = 400;

    /** Share of the cells, the best, whose lines have an edge. */
    private static final double BEST_SHARE = 0.1;

    private static final double GOLDEN = 0.6180339887498949;

    /** Share of the distance between neighbours over which cells of one value are spread. */
    private static final double SPREAD = 0.02;

    private ParallelCoordinates() {}

    /** Returns the figure; empty if fewer than two parameters vary in the group. */
    public static Optional<Figure> of(String name, RankedGroup group, List<String> keys) {
        List<Variable> variables = Variable.all(group, keys).stream()
                .filter(v -> v.trials().size() == group.trials().size())
                .toList();
        if (variables.size() < 2) {
            return Optional.empty();
        }
        Range range = Range.of(
                group.trials().stream().mapToDouble(t -> t.metric().value()).toArray());
        String label = MetricNames.withUnit(group.metric(), group.unit());
        Axis metric = Axis.linear(label, range.low(), range.high(), 6);
        List<Integer> lines = lines(group.trials().size());
        int left = left(variables.get(0));
        int width = left + variables.size() * STEP + RIGHT;
        String caption = "Each line is a cell"
                + (lines.size() < group.trials().size()
                        ? " (the best tenth of " + MOST_LINES + " and an even sample of the others, " + lines.size()
                                + " of " + group.trials().size() + ")"
                        : "")
                + ", bright where its " + label
                + " is low, which is better, with a dark edge for the best tenth; the axis on the right is that number."
                + (range.above() > 0 ? " " + range.above() + " cells lie above it." : "");
        return Optional.of(new Figure(name, caption, width, HEIGHT, canvas -> {
            for (int k = lines.size() - 1; k >= 0; k--) {
                line(canvas, left, group.trials(), lines.get(k), variables, metric);
            }
            for (int v = 0; v < variables.size(); v++) {
                axis(
                        canvas,
                        left + v * STEP,
                        variables.get(v).axis(),
                        variables.get(v).label(),
                        Anchor.END);
            }
            axis(canvas, left + variables.size() * STEP, metric, MetricNames.title(group.metric()), Anchor.START);
        }));
    }

    /** Returns the room that the first axis takes at its left: that of its widest value, or of half its name. */
    private static int left(Variable first) {
        double widest = first.axis().ticks().stream()
                .mapToDouble(t -> Lettering.TICK.width(t.text()))
                .max()
                .orElse(0);
        return (int) Math.ceil(Math.max(widest + 2 * GAP, Lettering.LABEL.width(first.label()) / 2 + GAP));
    }

    /** Returns the places in the ranking that are drawn, best first. */
    private static List<Integer> lines(int cells) {
        List<Integer> lines = new ArrayList<>();
        int best = Math.min(cells, MOST_LINES / 10);
        for (int i = 0; i < best; i++) {
            lines.add(i);
        }
        int others = Math.min(cells - best, MOST_LINES - best);
        for (int i = 0; i < others; i++) {
            lines.add(best + (int) ((long) i * (cells - best) / others));
        }
        return lines;
    }

    private static void line(
            Canvas canvas, int left, List<RankedTrial> trials, int index, List<Variable> variables, Axis metric) {
        int n = variables.size();
        double[] xs = new double[n + 1];
        double[] ys = new double[n + 1];
        double turn = trials.get(index).trial().number() * GOLDEN;
        double off = SPREAD * (2 * (turn - Math.floor(turn)) - 1);
        for (int v = 0; v < n; v++) {
            xs[v] = left + v * STEP;
            // The trials of a variable are the group's, in its order.
            ys[v] = y(variables.get(v).axis().place(variables.get(v).values()[index]) + off);
        }
        xs[n] = left + n * STEP;
        ys[n] = y(Math.min(1, metric.place(trials.get(index).metric().value())));
        double share = trials.size() < 2 ? 0 : index / (trials.size() - 1.0);
        boolean best = share < BEST_SHARE;
        if (best) {
            // The brightest colours are nearly those of paper.
            canvas.polyline(xs, ys, Pen.solid(Palette.MUTED, 3.4));
        }
        canvas.polyline(xs, ys, Pen.solid(Palette.sequential(share), best ? 1.8 : 0.7));
    }

    private static void axis(Canvas canvas, double x, Axis axis, String label, Anchor side) {
        canvas.line(x, y(0), x, y(1), Pen.solid(Palette.INK, 1));
        canvas.text(label, x, TOP - 14, Lettering.LABEL, Anchor.MIDDLE);
        double gap = side == Anchor.END ? -GAP : GAP;
        Map<Long, String> written = new HashMap<>();
        for (Axis.Tick tick : axis.ticks()) {
            double at = y(axis.place(tick.value()));
            canvas.line(x - 3, at, x + 3, at, Pen.solid(Palette.INK, 1));
            if (written.putIfAbsent(Math.round(at / Lettering.TICK.size()), tick.text()) == null) {
                double wide = Lettering.TICK.width(tick.text());
                double from = side == Anchor.END ? x + gap - wide : x + gap;
                canvas.fill(from, at - 0.6 * Lettering.TICK.size(), wide, 1.2 * Lettering.TICK.size(), Palette.PAPER);
                canvas.text(tick.text(), x + gap, at + Lettering.TICK.size() * 0.36, Lettering.TICK, side);
            }
        }
    }

    private static double y(double place) {
        return HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM);
    }
}
