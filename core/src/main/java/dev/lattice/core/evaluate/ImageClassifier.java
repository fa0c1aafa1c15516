package dev.lattice.core.evaluate;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.samediff.Nd4jBackend;
import dev.lattice.core.random.CounterRandom;
import dev.lattice.core.random.Seeds;
import java.util.Arrays;
import java.util.function.DoubleConsumer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * A small dense classifier, pixels-256-64-classes, that judges generated images: which class they show, and by the activations
 * of its last hidden layer how far their distribution is from that of real ones. Trained here on real images, in seconds, by a
 * Deeplearning4j network; the same images and seeds give the same classifier. Say its accuracy wherever it is used.
 */
public final class ImageClassifier {

    static {
        Nd4jBackend.choose();
    }

    /** Length of a feature vector: units of the last hidden layer. */
    public static final int FEATURES = 64;

    private static final Seeds SHARED = new Seeds(42);
    private static final int HIDDEN = 256;
    private static final int EPOCHS = 8;
    private static final int BATCH = 128;
    private static final double RATE = 1e-3;

    /** Images classified at a time, which bounds the memory. */
    private static final int BLOCK = 1000;

    private final MultiLayerNetwork network;
    private final int pixels;
    private final int classes;

    private ImageClassifier(MultiLayerNetwork network, int pixels, int classes) {
        this.network = network;
        this.pixels = pixels;
        this.classes = classes;
    }

    /**
     * Trains a classifier for {@value #EPOCHS} epochs.
     *
     * @param images at least one, with labels
     * @param seeds its streams "classifier-init" and "classifier-order" decide
     */
    public static ImageClassifier train(ImageSet images, Seeds seeds) {
        return train(images, seeds, share -> {});
    }

    /**
     * Trains the classifier that judges all models of a data set, whatever their seeds.
     *
     * @param images at least one, with labels
     * @param progress is told the share that is done
     */
    public static ImageClassifier train(ImageSet images, DoubleConsumer progress) {
        return train(images, SHARED, progress);
    }

    private static ImageClassifier train(ImageSet images, Seeds seeds, DoubleConsumer progress) {
        int pixels = images.imageSize();
        int classes = images.classes();
        MultiLayerConfiguration layout = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .updater(new Adam(RATE))
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(pixels)
                        .nOut(HIDDEN)
                        .activation(Activation.RELU)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nIn(HIDDEN)
                        .nOut(FEATURES)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nIn(FEATURES)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(layout);
        network.init(initial(seeds, new int[] {pixels, HIDDEN, FEATURES, classes}), false);
        ImageClassifier classifier = new ImageClassifier(network, pixels, classes);
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
            int[] order = seeds.permutation("classifier-order", epoch, images.count());
            for (int from = 0; from < order.length; from += BATCH) {
                classifier.step(images, Arrays.copyOfRange(order, from, Math.min(from + BATCH, order.length)));
                progress.accept((epoch - 1 + from / (double) order.length) / EPOCHS);
            }
        }
        return classifier;
    }

    /** Returns the pixels of images as numbers in [0, 1], [count, pixels] row by row. */
    public static float[] pixels(ImageSet images) {
        int size = images.imageSize();
        float[] values = new float[images.count() * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = images.pixel(i / size, i % size);
        }
        return values;
    }

    /** Returns the share of images that are classified as their label. */
    public double accuracy(ImageSet images) {
        int[] labels = new int[images.count()];
        Arrays.setAll(labels, images::label);
        return classify(pixels(images)).share(labels);
    }

    /**
     * Returns what images show.
     *
     * @param images [count, pixels] row by row, in [0, 1]
     */
    public Judgement classify(float[] images) {
        int count = images.length / pixels;
        int[] labels = new int[count];
        float[] confidence = new float[count];
        float[] features = new float[count * FEATURES];
        for (int from = 0; from < count; from += BLOCK) {
            int size = Math.min(BLOCK, count - from);
            float[] block = Arrays.copyOfRange(images, from * pixels, (from + size) * pixels);
            var layers = network.feedForward(Nd4j.createFromArray(block).reshape('c', size, pixels), false);
            float[] last = layers.get(layers.size() - 2).dup('c').data().asFloat();
            System.arraycopy(last, 0, features, from * FEATURES, last.length);
            float[] shares = layers.get(layers.size() - 1).dup('c').data().asFloat();
            for (int i = 0; i < size; i++) {
                int best = 0;
                for (int c = 1; c < classes; c++) {
                    best = shares[i * classes + c] > shares[i * classes + best] ? c : best;
                }
                labels[from + i] = best;
                confidence[from + i] = shares[i * classes + best];
            }
        }
        return new Judgement(labels, confidence, features);
    }

    /**
     * What a classifier says of images.
     *
     * @param labels most probable class of each [count]
     * @param confidence probability of that class [count]
     * @param features activations of the last hidden layer [count, {@value ImageClassifier#FEATURES}] row by row
     */
    public record Judgement(int[] labels, float[] confidence, float[] features) {

        /** Returns the share of images classified as the given labels. */
        public double share(int[] wanted) {
            int right = 0;
            for (int i = 0; i < labels.length; i++) {
                right += labels[i] == wanted[i] ? 1 : 0;
            }
            return right / (double) labels.length;
        }

        /** Returns the share of images whose most probable class has at least the given probability. */
        public double confident(double least) {
            int sure = 0;
            for (float c : confidence) {
                sure += c >= least ? 1 : 0;
            }
            return sure / (double) confidence.length;
        }

        /** Returns the distribution of the features, of at least two images. */
        public Gaussian distribution() {
            return Gaussian.of(features, FEATURES);
        }
    }

    private void step(ImageSet images, int[] chosen) {
        float[] batch = new float[chosen.length * pixels];
        float[] wanted = new float[chosen.length * classes];
        for (int i = 0; i < chosen.length; i++) {
            for (int p = 0; p < pixels; p++) {
                batch[i * pixels + p] = images.pixel(chosen[i], p);
            }
            wanted[i * classes + images.label(chosen[i])] = 1;
        }
        // Closed at once: the collector knows nothing of the gigabytes that an epoch takes outside the heap.
        try (INDArray x = Nd4j.createFromArray(batch);
                INDArray y = Nd4j.createFromArray(wanted)) {
            network.fit(x.reshape('c', chosen.length, pixels), y.reshape('c', chosen.length, classes));
        }
    }

    // As the models' own layers: uniform within ±1/√fanIn. Deeplearning4j would draw from its global generator.
    private static INDArray initial(Seeds seeds, int[] widths) {
        int size = 0;
        for (int l = 1; l < widths.length; l++) {
            size += (widths[l - 1] + 1) * widths[l];
        }
        float[] values = new float[size];
        long key = seeds.derive("classifier-init");
        int at = 0;
        for (int l = 1; l < widths.length; l++) {
            float bound = (float) (1 / Math.sqrt(widths[l - 1]));
            for (int end = at + (widths[l - 1] + 1) * widths[l]; at < end; at++) {
                values[at] = (2f * CounterRandom.uniform(key, at) - 1f) * bound;
            }
        }
        return Nd4j.createFromArray(values).reshape('c', 1, size);
    }
}
