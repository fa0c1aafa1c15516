package dev.lattice.report.figure;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a model decodes from draws of a standard normal distribution, which is the prior of every model that has one. */
public final class PriorSamples {

    private static final int COLUMNS = 10;
    private static final int ROWS = 10;

    /** Room for the dimensions of one draw. */
    private static final int MOST_LATENT = 1 << 16;

    private PriorSamples() {}

    /**
     * Returns a grid of samples, or empty for a model without a prior. A conditional model gets a row per label and the same
     * draw of z down each column.
     *
     * @param height rows of pixels of an image
     * @param width columns of pixels of an image
     */
    public static Optional<Figure> of(String name, Subject subject, Inference model, int height, int width) {
        return model.network().variant().hasPrior() ? ofNormal(name, subject, model, height, width) : Optional.empty();
    }

    /** Returns the same grid for any model: an autoencoder's codes are not normal, and this shows what comes of it. */
    public static Optional<Figure> ofNormal(String name, Subject subject, Inference model, int height, int width) {
        var network = model.network();
        if (network.pixels() != height * width) {
            return Optional.empty();
        }
        boolean conditional = network.variant().givenLabel();
        int rows = conditional ? network.classes() : ROWS;
        int[] labels = new int[rows * COLUMNS];
        int[] draws = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = conditional ? i / COLUMNS : 0;
            draws[i] = conditional ? i % COLUMNS : i;
        }
        String[] rowLabels = new String[rows];
        for (int r = 0; r < rows; r++) {
            rowLabels[r] = conditional ? String.valueOf(r) : "";
        }
        String from = network.variant().hasPrior()
                ? "Means of p(x|z) for z drawn from the prior, "
                : "Decoded draws of a standard normal distribution, which the codes of this model do not follow, ";
        String caption = from + subject.valued()
                + (conditional ? "; a row per requested label, a column per draw of z" : "") + ". Not selected.";
        return Optional.of(
                grid(model, subject, draws, labels, rowLabels, height, width).figure(name, caption));
    }

    /**
     * Returns images of one class that differ in z only, or empty for a model that is not given labels.
     *
     * @param label the class
     */
    public static Optional<Figure> ofLabel(
            String name, Subject subject, Inference model, int label, int height, int width) {
        var network = model.network();
        if (!network.variant().givenLabel() || network.pixels() != height * width || label >= network.classes()) {
            return Optional.empty();
        }
        int[] labels = new int[ROWS * COLUMNS];
        int[] draws = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label;
            draws[i] = i;
        }
        String[] none = new String[ROWS];
        java.util.Arrays.fill(none, "");
        String caption = "Variations within label " + label + ": means of p(x|z, y = " + label
                + ") for z drawn from the prior, " + subject.valued() + ". Not selected.";
        return Optional.of(
                grid(model, subject, draws, labels, none, height, width).figure(name, caption));
    }

    /** Decodes draw {@code draws[i]} of the stream "samples" with label {@code labels[i]}. */
    private static ImageGrid grid(
            Inference model, Subject subject, int[] draws, int[] labels, String[] rowLabels, int height, int width) {
        long key = new Seeds(subject.seed()).derive("samples");
        int latent = model.network().latent();
        float[] z = new float[draws.length * latent];
        for (int i = 0; i < draws.length; i++) {
            for (int j = 0; j < latent; j++) {
                z[i * latent + j] = CounterRandom.gaussian(key, draws[i] * latent + j);
            }
        }
        List<float[]> tiles = ModelImages.tiles(model.generate(z, key, labels), height * width);
        List<ImageGrid.Row> rows = new ArrayList<>();
        for (int r = 0; r < rowLabels.length; r++) {
            rows.add(new ImageGrid.Row(rowLabels[r], "", tiles.subList(r * COLUMNS, (r + 1) * COLUMNS), false));
        }
        return new ImageGrid(height, width, rows);
    }

    /**
     * Returns what a model makes of draws that are the same for every model: dimension j of draw c is one number, however many
     * dimensions there are. A conditional model is given the classes in turn.
     *
     * @param seed of the draws
     */
    static List<float[]> sameDraws(Inference model, long seed, int count) {
        long key = new Seeds(seed).derive("samples");
        int latent = model.network().latent();
        int classes = Math.max(1, model.network().classes());
        float[] z = new float[count * latent];
        int[] labels = new int[count];
        for (int c = 0; c < count; c++) {
            labels[c] = c % classes;
            for (int j = 0; j < latent; j++) {
                z[c * latent + j] = CounterRandom.gaussian(key, c * MOST_LATENT + j);
            }
        }
        return ModelImages.tiles(model.generate(z, key, labels), model.network().pixels());
    }

    /** Returns the side of a square image of that many pixels; empty if there is none. */
    public static Optional<Integer> squareSide(int pixels) {
        int side = (int) Math.round(Math.sqrt(pixels));
        return side * side == pixels ? Optional.of(side) : Optional.empty();
    }
}
