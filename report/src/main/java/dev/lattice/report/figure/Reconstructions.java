package dev.lattice.report.figure;

import dev.lattice.core.engine.Inference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Held-out images over what models make of them. */
public final class Reconstructions {

    private static final int COLUMNS = 10;
    private static final int BLOCKS = 2;

    private Reconstructions() {}

    /** Returns two rows of originals, each over one model's reconstructions; empty if the images do not fit the model. */
    public static Optional<Figure> of(String name, Subject subject, Inference model, Inference.Input input) {
        if (!ModelImages.fits(model, input)) {
            return Optional.empty();
        }
        Inference.Input shown = ModelImages.selected(input, COLUMNS * BLOCKS);
        List<float[]> originals = ModelImages.originals(shown);
        List<float[]> again = ModelImages.reconstructions(model, shown);
        List<ImageGrid.Row> rows = new ArrayList<>();
        for (int from = 0; from < originals.size(); from += COLUMNS) {
            int to = Math.min(from + COLUMNS, originals.size());
            rows.add(new ImageGrid.Row("Original", "", originals.subList(from, to), true));
            rows.add(new ImageGrid.Row("Reconstruction", "", again.subList(from, to), false));
        }
        String caption = "Held-out images and their reconstructions by the " + subject.valued() + fromMean(model) + ".";
        return Optional.of(grid(shown, rows).figure(name, caption));
    }

    /** Collects one row per model over the same validation images. */
    public static final class SideBySide {
        private final Inference.Input shown;
        private final List<ImageGrid.Row> rows = new ArrayList<>();
        private final List<ImageGrid.Row> draws = new ArrayList<>();

        /** Starts with the originals, as the cell that {@code input} belongs to sees them. */
        public SideBySide(Inference.Input input) {
            shown = ModelImages.selected(input, COLUMNS);
            rows.add(new ImageGrid.Row("Original", "", ModelImages.originals(shown), false));
        }

        /**
         * What one model makes of the images.
         *
         * @param tiles reconstructions
         * @param draws of its prior; empty where it has none
         */
        public record Shown(Subject subject, List<float[]> tiles, List<float[]> draws) {}

        /** Shows a model the images; empty if it cannot be shown them. Several threads may ask. */
        public Optional<Shown> shown(Subject subject, Inference model) {
            if (!ModelImages.fits(model, shown)) {
                return Optional.empty();
            }
            List<float[]> tiles = ModelImages.reconstructions(model, shown);
            return Optional.of(new Shown(
                    subject,
                    tiles,
                    model.network().variant().hasPrior()
                            ? PriorSamples.sameDraws(model, shown.seeds().root(), tiles.size())
                            : List.of()));
        }

        /** Adds a model's row, and one of its draws. */
        public void add(Shown model) {
            Subject subject = model.subject();
            rows.add(new ImageGrid.Row(subject.label(), subject.value(), model.tiles(), rows.size() == 1));
            if (!model.draws().isEmpty()) {
                draws.add(new ImageGrid.Row(subject.label(), "draws", model.draws(), draws.isEmpty()));
            }
        }

        /** Returns the figure, or empty if fewer than two models were added. */
        public Optional<Figure> figure(String name) {
            List<ImageGrid.Row> all = new ArrayList<>(rows);
            all.addAll(draws);
            return rows.size() < 3
                    ? Optional.empty()
                    : Optional.of(
                            grid(shown, all)
                                    .figure(
                                            name,
                                            "The same held-out images through each of the best models that were kept,"
                                                    + " decoded from the mean of the posterior; values in nats/image are comparable only"
                                                    + " within one ranking."
                                                    + (draws.isEmpty()
                                                            ? ""
                                                            : " Below: the same draws of z from the prior through each model that"
                                                                    + " has one; a conditional model is given the classes in turn.")));
        }
    }

    private static ImageGrid grid(Inference.Input shown, List<ImageGrid.Row> rows) {
        return new ImageGrid(shown.images().height(), shown.images().width(), rows);
    }

    private static String fromMean(Inference model) {
        return model.network().variant().samples() ? ", decoded from the mean of the posterior" : "";
    }
}
