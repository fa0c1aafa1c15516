package dev.lattice.report.figure;

import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.report.figure.Canvas.Anchor;
import dev.lattice.report.figure.Canvas.Pen;
import dev.lattice.report.rank.MetricNames;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Loss terms of a few trainings against the epoch, training and validation, a panel per term. */
public final class LossCurves {

    private static final int PANEL_WIDTH = 340;
    private static final int PANEL_HEIGHT = 290;
    private static final double ROW = 19;

    /**
     * A training.
     *
     * @param label in the legend
     * @param epochs its curve
     */
    public record Training(String label, List<EpochRecord> epochs) {

        /** Copies the list. */
        public Training {
            epochs = List.copyOf(epochs);
        }

        private boolean hasKl() {
            return epochs.stream().anyMatch(e -> e.train().kl() != 0);
        }
    }

    private record Panel(String title, ToDoubleFunction<LossTerms> term, List<Training> trainings) {}

    private LossCurves() {}

    /** Returns −ELBO, reconstruction and KL, or the reconstruction alone where no KL is; empty for curves of one epoch. */
    public static Optional<Figure> of(String name, List<Training> trainings) {
        if (trainings.stream().noneMatch(t -> t.epochs().size() > 1)) {
            return Optional.empty();
        }
        List<Training> variational = trainings.stream().filter(Training::hasKl).toList();
        List<Panel> panels = new ArrayList<>();
        if (!variational.isEmpty()) {
            panels.add(new Panel(title(Metric.NEGATIVE_ELBO), LossTerms::negativeElbo, variational));
        }
        panels.add(new Panel(title(Metric.RECONSTRUCTION), LossTerms::reconstruction, trainings));
        if (!variational.isEmpty()) {
            panels.add(new Panel(title(Metric.KL), LossTerms::kl, variational));
        }
        int height = (int) Math.ceil(PANEL_HEIGHT + ROW * (trainings.size() + 1) + 12);
        String caption = "Loss terms (" + Metric.NATS + ", z sampled) after each epoch: "
                + (validated(trainings) ? "validation solid, " : "") + "mean over the epoch's training steps dashed."
                + (trainings.size() > variational.size() && !variational.isEmpty()
                        ? " An autoencoder has no KL term, so no −ELBO."
                        : "");
        return Optional.of(new Figure(name, caption, panels.size() * PANEL_WIDTH, height, canvas -> {
            for (int p = 0; p < panels.size(); p++) {
                paint(canvas, p * PANEL_WIDTH, panels.get(p), trainings);
            }
            legend(canvas, trainings, panels.size());
        }));
    }

    private static String title(String metric) {
        return MetricNames.withUnit(metric, Metric.NATS);
    }

    private static boolean validated(List<Training> trainings) {
        return trainings.stream()
                .flatMap(t -> t.epochs().stream())
                .anyMatch(e -> e.validation().isPresent());
    }

    private static void paint(Canvas canvas, double x, Panel panel, List<Training> all) {
        List<Line> lines = new ArrayList<>();
        for (Training training : panel.trainings()) {
            Color color = Palette.series(all.indexOf(training), all.size());
            lines.add(Line.of(training, e -> Optional.of(e.train()), panel.term(), new Pen(color, 1.4, true)));
            lines.add(Line.of(training, EpochRecord::validation, panel.term(), Pen.solid(color, 2)));
        }
        Range range = Range.of(lines.stream()
                .flatMapToDouble(l -> DoubleStream.of(l.ys()))
                .filter(Double::isFinite)
                .toArray());
        double last = lines.stream()
                .flatMapToDouble(l -> DoubleStream.of(l.xs()))
                .max()
                .orElse(1);
        Axis across = LearningCurves.epochs(Math.max(2, last));
        Axis up = Axis.linear(panel.title(), range.low(), range.high(), 5);
        PlotArea area = PlotArea.within(canvas, x + 6, 4, PANEL_WIDTH - 14, PANEL_HEIGHT - 4, across, up)
                .drawAxes(true);
        area.clipped(() -> lines.forEach(l -> canvas.polyline(area.xs(l.xs()), area.ys(l.ys()), l.pen())));
    }

    private static void legend(Canvas canvas, List<Training> trainings, int panels) {
        double y = PANEL_HEIGHT + ROW;
        double x = 16;
        if (validated(trainings)) {
            canvas.line(x, y - 4, x + 26, y - 4, Pen.solid(Palette.MUTED, 2));
            canvas.text("validation", x + 34, y, Lettering.NOTE, Anchor.START);
            x += 58 + Lettering.NOTE.width("validation");
        }
        canvas.line(x, y - 4, x + 26, y - 4, new Pen(Palette.MUTED, 1.4, true));
        canvas.text("training", x + 34, y, Lettering.NOTE, Anchor.START);
        for (int i = 0; i < trainings.size(); i++) {
            y += ROW;
            canvas.fill(16, y - 9, 26, 8, Palette.series(i, trainings.size()));
            Lettering ink = Lettering.NOTE.in(Palette.INK);
            String label = Captions.fitted(trainings.get(i).label(), ink, panels * PANEL_WIDTH - 60);
            canvas.text(label, 50, y, ink, Anchor.START);
        }
    }

    /** One line of a panel; only finite points. */
    private record Line(double[] xs, double[] ys, Pen pen) {

        static Line of(
                Training training,
                Function<EpochRecord, Optional<LossTerms>> part,
                ToDoubleFunction<LossTerms> term,
                Pen pen) {
            List<EpochRecord> finite = training.epochs().stream()
                    .filter(e -> part.apply(e)
                            .filter(t -> Double.isFinite(term.applyAsDouble(t)))
                            .isPresent())
                    .toList();
            return new Line(
                    finite.stream().mapToDouble(EpochRecord::epoch).toArray(),
                    finite.stream()
                            .mapToDouble(e -> term.applyAsDouble(part.apply(e).orElseThrow()))
                            .toArray(),
                    pen);
        }
    }
}
