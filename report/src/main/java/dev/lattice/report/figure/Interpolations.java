package dev.lattice.report.figure;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.evaluate.LatentPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Ways between the codes of held-out images, decoded: straight lines and great circles. */
public final class Interpolations {

    private static final int STEPS = 10;

    private Interpolations() {}

    /**
     * Returns a strip by each {@link LatentPath} for pairs of images of different classes; empty if the images do not fit the
     * model or are of one class.
     *
     * @param pairs at most
     */
    public static Optional<Figure> of(String name, Subject subject, Inference model, Inference.Input input, int pairs) {
        if (!ModelImages.fits(model, input)) {
            return Optional.empty();
        }
        // The first of each class, so that neighbours are of different classes.
        Inference.Input ends = ModelImages.selected(input, 2 * pairs);
        ImageSet images = ends.images();
        float[] means = model.encode(ends).mean();
        List<float[]> originals = ModelImages.originals(ends);
        int latent = model.network().latent();
        List<ImageGrid.Row> rows = new ArrayList<>();
        for (int i = 0; i + 1 < images.count(); i += 2) {
            if (images.label(i) == images.label(i + 1)) {
                continue;
            }
            float[] from = Arrays.copyOfRange(means, i * latent, (i + 1) * latent);
            float[] to = Arrays.copyOfRange(means, (i + 1) * latent, (i + 2) * latent);
            for (LatentPath path : LatentPath.values()) {
                List<float[]> tiles = new ArrayList<>();
                tiles.add(originals.get(i));
                int[] labels = new int[STEPS];
                int half = i;
                Arrays.setAll(labels, s -> images.label(s < STEPS / 2 ? half : half + 1));
                tiles.addAll(ModelImages.tiles(model.decode(path.points(from, to, STEPS), labels), images.imageSize()));
                tiles.add(originals.get(i + 1));
                rows.add(new ImageGrid.Row(
                        images.label(i) + " to " + images.label(i + 1),
                        path.name().toLowerCase(Locale.ROOT),
                        tiles,
                        path == LatentPath.LINEAR));
            }
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        String caption = "From one held-out image to another through the latent space, " + subject.valued()
                + ": the outermost images are the originals, the others are decoded from the straight line and from the great"
                + " circle between their codes"
                + (model.network().variant().givenLabel() ? "; the label is that of the nearer end" : "") + ".";
        return Optional.of(new ImageGrid(images.height(), images.width(), rows).figure(name, caption));
    }
}
