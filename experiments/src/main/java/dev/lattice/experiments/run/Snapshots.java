package dev.lattice.experiments.run;

import dev.lattice.core.data.DataSplit;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.engine.TrainingListener;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import dev.lattice.core.trial.EpochRecord;
import dev.lattice.core.trial.Metric;
import dev.lattice.report.figure.Filmstrip;
import dev.lattice.report.figure.ModelImages;
import dev.lattice.report.file.WholeFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Keeps pictures of a fixed batch while a training runs: one PNG after each epoch of {@code training.snapshots}, reconstructions
 * above, decoded draws of N(0, I) below; the batch itself is {@code originals.png}. Decoding a few images costs nothing, draws
 * nothing from the training's random streams and changes nothing that is learned.
 */
final class Snapshots implements TrainingListener {

    /** Images of the batch, and as many draws. */
    static final int IMAGES = 10;

    private static final String FOLDER = "snapshots";
    private static final String ORIGINALS = "originals.png";
    private static final Pattern FRAME = Pattern.compile("epoch-(\\d{1,9})\\.png");

    /** The batch is chosen among the first of these. */
    private static final int CANDIDATES = 2_000;

    private final Path folder;
    private final List<Integer> epochs;
    private final Inference.Input batch;
    private final TrainingListener next;

    /**
     * Creates a listener; nothing is written before the first epoch ends.
     *
     * @param training folder of the training
     * @param epochs after which pictures are kept
     * @param split the batch is the first of each class of the validation images, without any of the training images
     * @param next hears everything as well
     */
    Snapshots(Path training, List<Integer> epochs, DataSplit split, Seeds seeds, TrainingListener next) {
        this.folder = training.resolve(FOLDER);
        this.epochs = epochs;
        this.next = next;
        ImageSet images = split.validation().count() > 0 ? split.validation() : split.train();
        this.batch = ModelImages.selected(
                new Inference.Input(images.first(CANDIDATES), split.binarization(), seeds), IMAGES);
    }

    /** Returns what a training kept, by epoch; empty if it kept nothing. */
    static Optional<Filmstrip.Reel> read(Path training, int height, int width) {
        Path folder = training.resolve(FOLDER);
        if (!Files.isRegularFile(folder.resolve(ORIGINALS))) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Filmstrip.Frame> frames = new ArrayList<>();
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                Matcher name = FRAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    frames.add(new Filmstrip.Frame(
                            Integer.parseInt(name.group(1)), row(file, 0, height, width), row(file, 1, height, width)));
                }
            }
            return frames.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Filmstrip.Reel(row(folder.resolve(ORIGINALS), 0, height, width), frames));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Returns whether a training kept a picture after each of the given epochs. */
    static boolean has(Path training, List<Integer> epochs, int last) {
        return epochs.stream()
                .filter(e -> e <= last)
                .allMatch(e -> Files.isRegularFile(training.resolve(FOLDER).resolve(name(e))));
    }

    @Override
    public void resumed(List<EpochRecord> curve) {
        next.resumed(curve);
    }

    @Override
    public void stepped(int epoch, int step, int steps) {
        next.stepped(epoch, step, steps);
    }

    @Override
    public void epochEnded(EpochRecord record, Inference current) {
        next.epochEnded(record, current);
        try {
            if (record.epoch() == 1) {
                removeOld();
                write(ORIGINALS, ModelImages.originals(batch), List.of());
            }
            if (epochs.contains(record.epoch())) {
                write(name(record.epoch()), ModelImages.reconstructions(current, batch), draws(current));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void reached(int count, Supplier<TrainedModel> model, List<EpochRecord> curve, List<Metric> metrics) {
        next.reached(count, model, curve, metrics);
    }

    private List<float[]> draws(Inference model) {
        float[] z = new float[IMAGES * model.network().latent()];
        long key = batch.seeds().derive("snapshots");
        CounterRandom.fillGaussian(key, 0, z, z.length);
        int[] labels = new int[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            labels[i] = i % Math.max(1, batch.images().classes());
        }
        return ModelImages.tiles(model.generate(z, key, labels), batch.images().imageSize());
    }

    // Zeros in front, so that names sort by epoch.
    private static String name(int epoch) {
        return String.format("epoch-%05d.png", epoch);
    }

    private void removeOld() throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (FRAME.matcher(file.getFileName().toString()).matches()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void write(String name, List<float[]> above, List<float[]> below) throws IOException {
        int height = batch.images().height();
        int width = batch.images().width();
        BufferedImage picture = new BufferedImage(
                above.size() * width, below.isEmpty() ? height : 2 * height, BufferedImage.TYPE_BYTE_GRAY);
        paint(picture, above, 0, width);
        paint(picture, below, height, width);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        WholeFile.write(folder.resolve(name), png.toByteArray());
    }

    private static void paint(BufferedImage picture, List<float[]> tiles, int top, int width) {
        for (int i = 0; i < tiles.size(); i++) {
            float[] tile = tiles.get(i);
            for (int p = 0; p < tile.length; p++) {
                int grey = Math.round(255 * Math.min(1f, Math.max(0f, tile[p])));
                picture.getRaster().setSample(i * width + p % width, top + p / width, 0, grey);
            }
        }
    }

    private static ImageSet row(Path file, int row, int height, int width) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        if (picture == null || picture.getWidth() < width || picture.getHeight() < (row + 1) * height) {
            throw new IOException(file + " is not a picture of images of " + height + "x" + width);
        }
        int count = picture.getWidth() / width;
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            int image = i / (height * width);
            int p = i % (height * width);
            pixels[i] = (byte) picture.getRaster().getSample(image * width + p % width, row * height + p / width, 0);
        }
        return new ImageSet(pixels, new byte[count], height, width, 1);
    }
}
