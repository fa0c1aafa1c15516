package dev.lattice.report.figure;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import dev.lattice.report.rank.RankedTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a model decodes from draws of its prior. */
public final class PriorSamples {

    private static final int COLUMNS = 10;
    private static final int ROWS = 10;

    private PriorSamples() {}

    /**
     * Returns a grid of samples, or empty for a model without a prior. A conditional model gets a row per label and the same
     * draw of z down each column.
     *
     * @param height rows of pixels of an image
     * @param width columns of pixels of an image
     */
    public static Optional<Figure> of(String name, RankedTrial cell, Inference model, int height, int width) {
        var network = model.network();
        if (!network.variant().samples() || network.pixels() != height * width) {
            return Optional.empty();
        }
        boolean conditional = network.variant().givenLabel();
        int rows = conditional ? network.classes() : ROWS;
        long key = new Seeds(cell.trial().experiment().seed()).derive("samples");
        int latent = network.latent();
        float[] z = new float[rows * COLUMNS * latent];
        int[] labels = new int[rows * COLUMNS];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = conditional ? i / COLUMNS : 0;
            int draw = conditional ? i % COLUMNS : i;
            for (int j = 0; j < latent; j++) {
                z[i * latent + j] = CounterRandom.gaussian(key, draw * latent + j);
            }
        }
        List<float[]> tiles = ModelImages.tiles(model.decode(z, labels), height * width);
        List<ImageGrid.Row> grid = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            String label = conditional ? String.valueOf(r) : "";
            grid.add(new ImageGrid.Row(label, "", tiles.subList(r * COLUMNS, (r + 1) * COLUMNS), false));
        }
        String caption = "Means of p(x|z) for z drawn from the prior, " + Captions.variant(cell.trial()) + " of "
                + Captions.cell(cell.trial()) + " (" + Captions.value(cell) + ")"
                + (conditional ? "; a row per requested label, a column per draw of z" : "") + ". Not selected.";
        return Optional.of(new ImageGrid(height, width, grid).figure(name, caption));
    }

    /** Returns the side of a square image of that many pixels; empty if there is none. */
    public static Optional<Integer> squareSide(int pixels) {
        int side = (int) Math.round(Math.sqrt(pixels));
        return side * side == pixels ? Optional.of(side) : Optional.empty();
    }
}
