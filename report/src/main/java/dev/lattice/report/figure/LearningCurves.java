package dev.lattice.report.figure;

import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.report.figure.Canvas.Anchor;
import dev.lattice.report.figure.Canvas.Pen;
import dev.lattice.report.rank.Candidate;
import dev.lattice.report.rank.MetricNames;
import dev.lattice.report.rank.RankedGroup;
import dev.lattice.report.rank.RankedTrial;
import dev.lattice.report.rank.Standings;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Loss against epoch, training and validation, of the best rows of a group: a line for each seed, in the row's color. */
public final class LearningCurves {

    private static final int WIDTH = 680;
    private static final int PLOT_HEIGHT = 380;
    private static final double ROW = 19;

    private LearningCurves() {}

    /**
     * Returns the figure, or empty if none of the best rows has a curve of two epochs.
     *
     * @param name of the figure
     * @param best number of rows at most
     */
    public static Optional<Figure> of(String name, Standings standings, int best) {
        RankedGroup group = standings.group();
        List<Candidate> shown = standings.candidates().stream()
                .filter(r -> r.first().trial().curve().size() > 1)
                .limit(best)
                .toList();
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        String curve = curve(group.metric(), shown);
        ToDoubleFunction<LossTerms> term = term(curve);
        List<Series> series = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            Color color = Palette.series(i, shown.size());
            List<RankedTrial> cells = shown.get(i).cells();
            double width = cells.size() == 1 ? 2 : 1.2;
            for (RankedTrial cell : cells) {
                List<EpochRecord> epochs = cell.trial().curve();
                series.add(Series.of(epochs, e -> Optional.of(e.train()), term, new Pen(color, 0.7 * width, true)));
                series.add(Series.of(epochs, EpochRecord::validation, term, Pen.solid(color, width)));
            }
        }
        double[] all = series.stream()
                .flatMapToDouble(s -> java.util.Arrays.stream(s.ys()))
                .toArray();
        Range range = Range.of(all);
        double lastEpoch = series.stream()
                .flatMapToDouble(s -> java.util.Arrays.stream(s.xs()))
                .max()
                .orElse(1);
        Axis xAxis = epochs(lastEpoch);
        Axis yAxis = Axis.linear(MetricNames.withUnit(curve, Metric.NATS), range.low(), range.high(), 6);
        int height = (int) Math.ceil(PLOT_HEIGHT + ROW * (shown.size() + 1) + 14);
        String caption = MetricNames.title(curve) + " (" + Metric.NATS + ") of the best "
                + words(shown) + " after each epoch: " + (validated(shown) ? "validation solid, " : "")
                + "mean over the epoch's training steps dashed."
                + (range.above() > 0 ? " Points of early epochs above the axis: " + range.above() + "." : "");
        return Optional.of(new Figure(name, caption, WIDTH, height, c -> paint(c, xAxis, yAxis, series, shown)));
    }

    /** Returns what is drawn: a metric that is not part of a curve (MSE, active units) is shown by the bound, if all have one. */
    private static String curve(String metric, List<Candidate> shown) {
        if (metric.equals(Metric.RECONSTRUCTION) || metric.equals(Metric.OBJECTIVE)) {
            return metric;
        }
        boolean bound = shown.stream()
                .flatMap(r -> r.cells().stream())
                .allMatch(c -> c.trial().metric(Metric.NEGATIVE_ELBO).isPresent());
        return bound ? Metric.NEGATIVE_ELBO : Metric.RECONSTRUCTION;
    }

    private static void paint(Canvas canvas, Axis xAxis, Axis yAxis, List<Series> series, List<Candidate> shown) {
        PlotArea area = PlotArea.within(canvas, 4, 4, WIDTH - 8, PLOT_HEIGHT, xAxis, yAxis)
                .drawAxes(true);
        area.clipped(() -> series.forEach(s -> canvas.polyline(area.xs(s.xs()), area.ys(s.ys()), s.pen())));
        double y = PLOT_HEIGHT + ROW + 6;
        double x = area.left();
        double next = x;
        if (validated(shown)) {
            canvas.line(x, y - 4, x + 26, y - 4, Pen.solid(Palette.MUTED, 2));
            canvas.text("validation", x + 34, y, Lettering.NOTE, Anchor.START);
            next = x + 34 + Lettering.NOTE.width("validation") + 24;
        }
        canvas.line(next, y - 4, next + 26, y - 4, new Pen(Palette.MUTED, 1.4, true));
        canvas.text("training", next + 34, y, Lettering.NOTE, Anchor.START);
        for (int i = 0; i < shown.size(); i++) {
            y += ROW;
            canvas.fill(x, y - 9, 26, 8, Palette.series(i, shown.size()));
            Lettering ink = Lettering.NOTE.in(Palette.INK);
            String value = Captions.value(shown.get(i));
            double room = WIDTH - 8 - x - 34 - ink.width(value) - 16;
            canvas.text(Captions.fitted(Captions.row(shown.get(i)), ink, room), x + 34, y, ink, Anchor.START);
            canvas.text(value, WIDTH - 12, y, ink, Anchor.END);
        }
    }

    private static String words(List<Candidate> shown) {
        boolean seeds = shown.stream().anyMatch(r -> r.cells().size() > 1);
        String of = seeds ? "row" : "cell";
        return (shown.size() == 1 ? of : shown.size() + " " + of + "s") + (seeds ? ", a line for each seed," : "");
    }

    private static boolean validated(List<Candidate> shown) {
        return shown.stream()
                .flatMap(r -> r.cells().stream())
                .flatMap(t -> t.trial().curve().stream())
                .anyMatch(e -> e.validation().isPresent());
    }

    /** Round epochs, and the first. */
    static Axis epochs(double last) {
        Axis axis = Axis.exact("Epoch", 1, last, (int) Math.min(10, last - 1));
        List<Axis.Tick> ticks = new ArrayList<>(axis.ticks());
        if (ticks.get(0).value() > 1) {
            ticks.add(0, new Axis.Tick(1, "1"));
        }
        return new Axis(axis.label(), axis.low(), axis.high(), false, ticks);
    }

    private static ToDoubleFunction<LossTerms> term(String curve) {
        return switch (curve) {
            case Metric.RECONSTRUCTION -> LossTerms::reconstruction;
            case Metric.OBJECTIVE -> LossTerms::objective;
            default -> LossTerms::negativeElbo;
        };
    }

    /** One line of the chart; only finite points. */
    private record Series(double[] xs, double[] ys, Pen pen) {

        static Series of(
                List<EpochRecord> epochs,
                java.util.function.Function<EpochRecord, Optional<LossTerms>> part,
                ToDoubleFunction<LossTerms> term,
                Pen pen) {
            List<EpochRecord> finite = epochs.stream()
                    .filter(e -> part.apply(e).isPresent())
                    .filter(e ->
                            Double.isFinite(term.applyAsDouble(part.apply(e).orElseThrow())))
                    .toList();
            double[] xs = finite.stream().mapToDouble(EpochRecord::epoch).toArray();
            double[] ys = finite.stream()
                    .mapToDouble(e -> term.applyAsDouble(part.apply(e).orElseThrow()))
                    .toArray();
            return new Series(xs, ys, pen);
        }
    }
}
