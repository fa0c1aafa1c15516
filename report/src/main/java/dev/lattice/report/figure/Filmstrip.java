package dev.lattice.report.figure;

import dev.lattice.core.data.ImageSet;
import java.util.ArrayList;
import java.util.List;

/** A fixed batch during training: what the model made of it after some of the epochs, and what it drew. */
public final class Filmstrip {

    /** More rows than these are set in smaller images. */
    private static final int MANY = 14;

    private static final double SMALL = 28;

    /**
     * Images after an epoch.
     *
     * @param epoch 1 for the first
     * @param reconstructions of the batch, in its order
     * @param samples the same draws each time
     */
    public record Frame(int epoch, ImageSet reconstructions, ImageSet samples) {}

    /**
     * All of a training.
     *
     * @param originals the batch
     * @param frames by epoch, at least one
     */
    public record Reel(ImageSet originals, List<Frame> frames) {

        /** Copies the list. */
        public Reel {
            frames = List.copyOf(frames);
            if (frames.isEmpty()) {
                throw new IllegalArgumentException("'frames' must not be empty");
            }
        }
    }

    private Filmstrip() {}

    /** Returns originals, then a row of reconstructions per frame. */
    public static Figure reconstructions(String name, Subject subject, Reel reel) {
        List<ImageGrid.Row> rows = new ArrayList<>();
        rows.add(new ImageGrid.Row("Original", "", tiles(reel.originals()), false));
        for (Frame frame : reel.frames()) {
            rows.add(row(frame, frame.reconstructions(), rows.size() == 1));
        }
        return grid(reel.originals(), rows)
                .figure(
                        name,
                        "The same images reconstructed after some of the epochs of training, " + subject.valued()
                                + ".");
    }

    /** Returns a row of samples per frame. */
    public static Figure samples(String name, Subject subject, Reel reel) {
        List<ImageGrid.Row> rows = new ArrayList<>();
        for (Frame frame : reel.frames()) {
            rows.add(row(frame, frame.samples(), false));
        }
        return grid(reel.frames().get(0).samples(), rows)
                .figure(
                        name,
                        "The same draws of N(0, I) decoded after some of the epochs of training, " + subject.valued()
                                + ".");
    }

    private static ImageGrid grid(ImageSet images, List<ImageGrid.Row> rows) {
        return rows.size() > MANY
                ? new ImageGrid(images.height(), images.width(), rows, SMALL)
                : new ImageGrid(images.height(), images.width(), rows);
    }

    private static ImageGrid.Row row(Frame frame, ImageSet images, boolean paragraph) {
        return new ImageGrid.Row("Epoch " + frame.epoch(), "", tiles(images), paragraph);
    }

    private static List<float[]> tiles(ImageSet images) {
        List<float[]> tiles = new ArrayList<>();
        for (int i = 0; i < images.count(); i++) {
            float[] tile = new float[images.imageSize()];
            for (int p = 0; p < tile.length; p++) {
                tile[p] = images.pixel(i, p);
            }
            tiles.add(tile);
        }
        return tiles;
    }
}
