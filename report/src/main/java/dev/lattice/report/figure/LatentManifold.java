package dev.lattice.report.figure;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.report.table.Numbers;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a two-dimensional latent space holds: decoded codes at evenly spaced quantiles of the prior. */
public final class LatentManifold {

    private static final int SIDE = 20;
    private static final int PLOT = 620;

    /** Every how many images an axis has a number. */
    private static final int TICKS = 3;

    private LatentManifold() {}

    /**
     * Returns the figure (Kingma and Welling, arXiv:1312.6114, Appendix A), or empty for a model with another number of
     * dimensions.
     *
     * @param label given to a conditional model, not read otherwise
     * @param height rows of pixels of an image
     * @param width columns of pixels of an image
     */
    public static Optional<Figure> of(String name, Subject subject, Inference model, int label, int height, int width) {
        if (model.network().latent() != 2 || model.network().pixels() != height * width) {
            return Optional.empty();
        }
        float[] quantiles = new float[SIDE];
        for (int i = 0; i < SIDE; i++) {
            quantiles[i] = CounterRandom.normalQuantile((i + 0.5) / SIDE);
        }
        float[] z = new float[2 * SIDE * SIDE];
        for (int i = 0; i < SIDE * SIDE; i++) {
            z[2 * i] = quantiles[i % SIDE];
            // The second coordinate grows upwards.
            z[2 * i + 1] = quantiles[SIDE - 1 - i / SIDE];
        }
        int[] labels = new int[SIDE * SIDE];
        Arrays.fill(labels, label);
        BufferedImage sheet = sheet(model.decode(z, labels), height, width);
        String caption = "Means of p(x|z) over the latent plane, " + subject.valued() + ": " + SIDE + " by " + SIDE
                + " codes at the quantiles " + Numbers.shortest(0.5 / SIDE) + " to "
                + Numbers.shortest(1 - 0.5 / SIDE) + " of the prior"
                + (model.network().variant().givenLabel() ? ", label " + label : "") + ".";
        Axis across = axis("z₁", quantiles);
        Axis up = axis("z₂", quantiles);
        return Optional.of(new Figure(name, caption, PLOT + 12, PLOT, canvas -> {
            PlotArea area = PlotArea.within(canvas, 6, 6, PLOT - 6, PLOT - 12, across, up);
            canvas.image(sheet, area.left(), area.top(), area.right() - area.left(), area.bottom() - area.top());
            area.drawAxes(false);
        }));
    }

    private static Axis axis(String label, float[] quantiles) {
        List<Axis.Tick> ticks = new ArrayList<>();
        for (int i = 0; i < SIDE; i += TICKS) {
            ticks.add(new Axis.Tick(
                    i,
                    String.format(java.util.Locale.ROOT, "%.1f", quantiles[i]).replace("-", "−")));
        }
        return new Axis(label + " (at equal steps of probability)", -0.5, SIDE - 0.5, false, ticks);
    }

    private static BufferedImage sheet(float[] decoded, int height, int width) {
        BufferedImage sheet = new BufferedImage(SIDE * width, SIDE * height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < SIDE * SIDE; i++) {
            for (int p = 0; p < height * width; p++) {
                int grey = Math.round(255 * Math.min(1f, Math.max(0f, decoded[i * height * width + p])));
                sheet.getRaster().setSample(i % SIDE * width + p % width, i / SIDE * height + p / width, 0, grey);
            }
        }
        return sheet;
    }
}
