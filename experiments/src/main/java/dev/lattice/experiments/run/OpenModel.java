package dev.lattice.experiments.run;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.ConfigException;
import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.data.Dataset;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.evaluate.Evaluator;
import dev.lattice.core.evaluate.LatentPath;
import dev.lattice.core.modelfile.SavedModel;
import dev.lattice.core.random.Seeds;
import dev.lattice.core.trial.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A trained model in use: measures, codes and pictures of it. For use by one thread. */
public final class OpenModel implements AutoCloseable {

    private final SavedModel saved;
    private final Inference inference;
    private final Seeds seeds;

    /**
     * Opens a model.
     *
     * @param seed of what is drawn; null for that of its experiment. Binary images are those of its split, whatever the seed
     */
    public OpenModel(SavedModel saved, Engines engines, Long seed) {
        this.saved = saved;
        this.inference = engines.load(saved.model());
        this.seeds = seed == null ? spec().seeds() : new Seeds(seed, spec().splitSeed());
    }

    /** Returns the experiment that it was trained by. */
    public ExperimentSpec spec() {
        return saved.model().spec();
    }

    /** Returns whether the decoder is given a label. */
    public boolean givenLabel() {
        return inference.network().variant().givenLabel();
    }

    /** Returns the number of classes of its training data. */
    public int classes() {
        return saved.classes();
    }

    /**
     * Returns the images of a part of its data set.
     *
     * @param part {@code train}, {@code validation} or {@code test}
     * @throws ConfigException if there are none, or the data set is no longer what the model was trained on: even test images may be a
     *     tenth that is set aside, another one once the data has changed
     */
    public ImageSet images(LoadedData data, String part) {
        Dataset dataset = data.dataset(spec().dataset());
        ImageSet images = part.equals("test")
                ? dataset.test()
                : part.equals("train")
                        ? data.split(spec()).train()
                        : data.split(spec()).validation();
        Check.require(images.count() > 0, part, "must hold images", "empty: the experiment holds none out");
        Check.require(
                images.height() == saved.model().height()
                        && images.width() == saved.model().width(),
                "images",
                "must be " + saved.model().height() + "x" + saved.model().width() + " for this model",
                images.height() + "x" + images.width());
        TrainingData.changed(saved, dataset).ifPresent(changed -> {
            throw new ConfigException(changed);
        });
        return images;
    }

    /** Returns every metric on images of a part. */
    public List<Metric> evaluate(ImageSet images, String part) {
        return new Evaluator(inference, spec()).metrics(input(images), part);
    }

    /** Returns the codes of images: the means of q(z|x). */
    public Inference.Codes encode(ImageSet images) {
        return inference.encode(input(images));
    }

    /** Returns images over their reconstructions from the posterior's mean, as rows of {@code columns}. */
    public ImageSet reconstruct(ImageSet images, int columns) {
        ImageSet rebuilt = decode(encode(images).mean(), labels(images));
        int size = images.imageSize();
        int rows = (images.count() + columns - 1) / columns;
        byte[] pixels = new byte[2 * rows * columns * size];
        for (int i = 0; i < images.count(); i++) {
            int at = (i / columns * 2 * columns + i % columns) * size;
            images.copyBytes(i, pixels, at);
            rebuilt.copyBytes(i, pixels, at + columns * size);
        }
        return new ImageSet(
                pixels, new byte[2 * rows * columns], images.height(), images.width(), Math.max(1, images.classes()));
    }

    /**
     * Returns images decoded from draws of the prior.
     *
     * @param label class of all of them; null for a row of each class in turn where the model is given one
     * @param columns images of a row
     * @throws ConfigException if the model has no prior, or no use for the label
     */
    public ImageSet sample(int count, Integer label, int columns) {
        if (!inference.network().variant().hasPrior()) {
            throw new ConfigException(
                    "'" + spec().model().variant() + "' learns no distribution over codes, so there is nothing"
                            + " to sample; try 'interpolate', or a variational model");
        }
        if (label != null) {
            Check.require(givenLabel(), "--label", "needs a model that is given labels, such as cvae", label);
            Check.require(label >= 0 && label < classes(), "--label", "must be 0 to " + (classes() - 1), label);
        }
        RandomGenerator random = seeds.generator("sample", 0);
        float[] z = new float[count * inference.network().latent()];
        for (int i = 0; i < z.length; i++) {
            z[i] = (float) random.nextGaussian();
        }
        int[] labels = new int[count];
        Arrays.setAll(labels, i -> label == null ? i / columns % Math.max(1, classes()) : label);
        return grey(inference.generate(z, seeds.derive("sample"), labels), count);
    }

    /** Returns images on a way between the codes of two images, both ends included; at least two. */
    public ImageSet interpolate(ImageSet images, int from, int to, int steps, LatentPath path) {
        for (int end : new int[] {from, to}) {
            Check.require(
                    end >= 0 && end < images.count(), "--from, --to", "must be 0 to " + (images.count() - 1), end);
        }
        float[] ends = encode(images.select(from, to)).mean();
        int latent = inference.network().latent();
        float[] z = path.points(Arrays.copyOf(ends, latent), Arrays.copyOfRange(ends, latent, 2 * latent), steps);
        int[] labels = new int[steps];
        Arrays.setAll(labels, s -> images.label(2 * s < steps - 1 ? from : to));
        return decode(z, labels);
    }

    /** Returns the network, for figures and measures that need more of it; closed with this. */
    public Inference inference() {
        return inference;
    }

    /** Returns what was read from disk. */
    public SavedModel saved() {
        return saved;
    }

    /** Returns images as the model's data. */
    public Inference.Input input(ImageSet images) {
        return new Inference.Input(images, spec().dataset().binarization(), seeds);
    }

    @Override
    public void close() {
        inference.close();
    }

    private ImageSet decode(float[] z, int[] labels) {
        return grey(inference.decode(z, labels), labels.length);
    }

    /** Returns {@code count} images from their pixels in [0, 1]. */
    private ImageSet grey(float[] grey, int count) {
        byte[] pixels = new byte[grey.length];
        for (int i = 0; i < grey.length; i++) {
            pixels[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, grey[i])));
        }
        return new ImageSet(
                pixels, new byte[count], saved.model().height(), saved.model().width(), Math.max(1, classes()));
    }

    private static int[] labels(ImageSet images) {
        int[] labels = new int[images.count()];
        Arrays.setAll(labels, images::label);
        return labels;
    }
}
