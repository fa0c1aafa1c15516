package dev.lattice.report.figure;

import dev.lattice.core.engine.Inference;
import dev.lattice.report.figure.Canvas.Anchor;
import java.awt.Color;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where held-out images lie in latent space, coloured by class. */
public final class LatentScatter {

    private static final int PLOT = 500;
    private static final double ROW = 20;

    private LatentScatter() {}

    /**
     * Returns the means of q(z|x): as they are for two dimensions, on their two first principal components for more, against
     * the class for one. Empty if the images do not fit the model or are fewer than three.
     */
    public static Optional<Figure> of(String name, Subject subject, Inference model, Inference.Input input) {
        if (!ModelImages.fits(model, input) || input.images().count() < 3) {
            return Optional.empty();
        }
        Inference.Codes codes = model.encode(input);
        int count = input.images().count();
        int classes = input.images().classes();
        int[] labels = IntStream.range(0, count).map(input.images()::label).toArray();
        String[] axes = {"z₁", "z₂"};
        double[] xs;
        double[] ys;
        String how = "";
        if (codes.latent() > 2) {
            Pca pca = Pca.of(codes.mean(), codes.latent());
            xs = pca.project(codes.mean(), 0);
            ys = pca.project(codes.mean(), 1);
            axes = new String[] {component(pca, 0), component(pca, 1)};
            how = " on their first two principal components";
        } else {
            int latent = codes.latent();
            xs = IntStream.range(0, count)
                    .mapToDouble(i -> codes.mean()[i * latent])
                    .toArray();
            ys = IntStream.range(0, count)
                    .mapToDouble(i -> latent == 2 ? codes.mean()[2 * i + 1] : labels[i])
                    .toArray();
            axes[1] = latent == 2 ? axes[1] : "Class";
        }
        String what = model.network().variant().samples() ? "Means of q(z|x)" : "Codes";
        String caption =
                what + " of " + count + " held-out images" + how + ", coloured by class; " + subject.title() + ".";
        Axis[] scales = codes.latent() == 1
                ? new Axis[] {Axis.linear(axes[0], min(xs), max(xs), 6), Axis.linear(axes[1], 0, classes - 1, 10)}
                : equalScales(axes, xs, ys);
        int width = PLOT + 70 + (classes > 24 ? 40 : 0);
        return Optional.of(new Figure(name, caption, width, PLOT, c -> paint(c, scales, xs, ys, labels, classes)));
    }

    private static void paint(Canvas canvas, Axis[] axes, double[] xs, double[] ys, int[] labels, int classes) {
        PlotArea area =
                PlotArea.within(canvas, 6, 6, PLOT, PLOT - 12, axes[0], axes[1]).drawAxes(true);
        for (int label = 0; label < classes; label++) {
            int wanted = label;
            int[] own = IntStream.range(0, xs.length)
                    .filter(i -> labels[i] == wanted)
                    .toArray();
            double[] px = Arrays.stream(own).mapToDouble(i -> area.x(xs[i])).toArray();
            double[] py = Arrays.stream(own).mapToDouble(i -> area.y(ys[i])).toArray();
            canvas.dots(px, py, xs.length > 1000 ? 2 : 2.6, Palette.series(label, classes), 1);
        }
        double x = PLOT + 14;
        canvas.text("Class", x, area.top() + 10, Lettering.TITLE, Anchor.START);
        double step = Math.min(ROW, (PLOT - 60) / (double) classes);
        for (int label = 0; label < classes; label++) {
            double y = area.top() + 14 + step * (label + 0.8);
            Color color = Palette.series(label, classes);
            canvas.dot(x + 5, y - 4, Math.min(4.5, step / 2.5), color);
            canvas.text(String.valueOf(label), x + 16, y, Lettering.NOTE.in(Palette.INK), Anchor.START);
        }
    }

    /** A distance means the same in both directions, so the narrower range is widened. */
    private static Axis[] equalScales(String[] labels, double[] xs, double[] ys) {
        double half = Math.max(Math.max(max(xs) - min(xs), max(ys) - min(ys)) / 2, 1e-6);
        double cx = (max(xs) + min(xs)) / 2;
        double cy = (max(ys) + min(ys)) / 2;
        return new Axis[] {
            Axis.linear(labels[0], cx - half, cx + half, 6), Axis.linear(labels[1], cy - half, cy + half, 6)
        };
    }

    private static String component(Pca pca, int component) {
        return String.format(Locale.ROOT, "PC %d (%.0f %% of variance)", component + 1, 100 * pca.explained(component));
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
