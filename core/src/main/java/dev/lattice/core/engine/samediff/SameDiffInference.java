package dev.lattice.core.engine.samediff;

import dev.lattice.core.data.ImageSet;
import dev.lattice.core.data.PixelReader;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.model.Network;
import dev.lattice.core.objective.BernoulliLoss;
import dev.lattice.core.random.CounterRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a graph forward, in batches of bounded size. */
class SameDiffInference implements Inference {

    private static final int BATCH = 500;

    private final NetworkGraph graph;

    SameDiffInference(NetworkGraph graph) {
        this.graph = graph;
    }

    @Override
    public final Network network() {
        return graph.network();
    }

    final NetworkGraph graph() {
        return graph;
    }

    @Override
    public final Codes encode(Input input) {
        int count = input.images().count();
        int latent = network().latent();
        boolean samples = network().variant().samples();
        float[] mean = new float[count * latent];
        float[] logVar = new float[samples ? count * latent : 0];
        List<String> outputs = samples ? List.of(NetworkGraph.MEAN, NetworkGraph.LOG_VAR) : List.of(NetworkGraph.MEAN);
        for (int from = 0; from < count; from += BATCH) {
            Map<String, INDArray> result = graph.graph().output(images(input, range(from, count), 0), outputs);
            copy(result.get(NetworkGraph.MEAN), mean, from * latent);
            if (samples) {
                copy(result.get(NetworkGraph.LOG_VAR), logVar, from * latent);
            }
        }
        return new Codes(latent, mean, logVar);
    }

    @Override
    public final float[] decode(float[] z, int[] labels) {
        return decoded(NetworkGraph.DECODED, z, new float[z.length / network().latent() * lower()], labels);
    }

    @Override
    public final float[] generate(float[] z, long key, int[] labels) {
        float[] noise = new float[z.length / network().latent() * lower()];
        CounterRandom.fillGaussian(Inference.lowerKey(key), 0, noise, noise.length);
        return decoded(NetworkGraph.DECODED, z, noise, labels);
    }

    /** Returns an output of the decoder, [count, pixels]; {@code noise} is that of z1, [count, lower]. */
    private float[] decoded(String output, float[] z, float[] noise, int[] labels) {
        int count = z.length / network().latent();
        float[] decoded = new float[count * network().pixels()];
        for (int from = 0; from < count; from += BATCH) {
            int size = Math.min(BATCH, count - from);
            Map<String, INDArray> feed = new HashMap<>();
            feed.put(NetworkGraph.CODE, rows(z, network().latent(), from, size));
            if (lower() > 0) {
                feed.put(NetworkGraph.CODE_NOISE, rows(noise, lower(), from, size));
            }
            if (network().classes() > 0) {
                feed.put(NetworkGraph.LABELS, oneHot(Arrays.copyOfRange(labels, from, from + size)));
            }
            copy(
                    graph.graph().output(feed, output).get(output),
                    decoded,
                    from * network().pixels());
        }
        return decoded;
    }

    /** Returns the dimensions of z1, 0 for one stochastic layer. */
    private int lower() {
        return network().noise() - network().latent();
    }

    @Override
    public final ImageLosses evaluate(Input input) {
        int count = input.images().count();
        boolean samples = network().variant().samples();
        float[] reconstruction = new float[count];
        float[] kl = new float[count];
        long key = input.seeds().derive("evaluation");
        List<String> outputs =
                samples ? List.of(NetworkGraph.RECONSTRUCTION, NetworkGraph.KL) : List.of(NetworkGraph.RECONSTRUCTION);
        for (int from = 0; from < count; from += BATCH) {
            int[] chosen = range(from, count);
            Map<String, INDArray> feed = images(input, chosen, 0);
            addNoise(feed, key, from, chosen.length);
            Map<String, INDArray> result = graph.graph().output(feed, outputs);
            copy(result.get(NetworkGraph.RECONSTRUCTION), reconstruction, from);
            if (samples) {
                copy(result.get(NetworkGraph.KL), kl, from);
            }
        }
        return new ImageLosses(reconstruction, kl);
    }

    @Override
    public final float[] crossEntropies(Input input) {
        int count = input.images().count();
        int pixels = network().pixels();
        float[] losses = new float[count];
        for (int from = 0; from < count; from += BATCH) {
            int[] chosen = range(from, count);
            Map<String, INDArray> feed = images(input, chosen, 0);
            float[] x = values(feed.get(NetworkGraph.PIXELS));
            float[] mean = values(graph.graph().output(feed, NetworkGraph.MEAN).get(NetworkGraph.MEAN));
            int[] labels = Arrays.stream(chosen).map(input.images()::label).toArray();
            float[] logits = decoded(NetworkGraph.DECODED_LOGITS, mean, new float[chosen.length * lower()], labels);
            for (int i = 0; i < chosen.length; i++) {
                double sum = 0;
                for (int p = i * pixels; p < (i + 1) * pixels; p++) {
                    sum += BernoulliLoss.nats(logits[p], x[p]);
                }
                losses[from + i] = (float) sum;
            }
        }
        return losses;
    }

    @Override
    public final void importanceWeights(Input input, int samples, WeightReader reader) {
        Inference.requireSampling(network(), samples);
        double[] weights = new double[samples];
        for (int image = 0; image < input.images().count(); image++) {
            long key = Inference.importanceKey(input.seeds(), image);
            for (int from = 0; from < samples; from += BATCH) {
                weigh(input, image, key, from, weights);
            }
            reader.take(image, weights);
        }
    }

    /** Sets {@code weights[from…]}, as many as a batch has, by a batch of copies of the image. */
    private void weigh(Input input, int image, long key, int from, double[] weights) {
        int rows = Math.min(BATCH, weights.length - from);
        int[] copies = new int[rows];
        Arrays.fill(copies, image);
        Map<String, INDArray> feed = images(input, copies, 0);
        addNoise(feed, key, from, rows);
        Map<String, INDArray> result =
                graph.graph().output(feed, List.of(NetworkGraph.RECONSTRUCTION, NetworkGraph.LATENT_RATIO));
        float[] loss = values(result.get(NetworkGraph.RECONSTRUCTION));
        float[] ratio = values(result.get(NetworkGraph.LATENT_RATIO));
        for (int r = 0; r < rows; r++) {
            weights[from + r] = (double) ratio[r] - loss[r];
        }
    }

    @Override
    public void close() {
        graph.parameterArrays().forEach(INDArray::close);
    }

    /** Returns the placeholders of chosen images, binarized by the stream of an epoch. */
    final Map<String, INDArray> images(Input input, int[] chosen, int epoch) {
        ImageSet images = input.images();
        PixelReader reader = new PixelReader(images, input.binarization());
        long key = PixelReader.key(input.seeds(), input.binarization(), epoch);
        float[] pixels = new float[chosen.length * images.imageSize()];
        for (int i = 0; i < chosen.length; i++) {
            reader.read(key, chosen[i], pixels, i * images.imageSize());
        }
        Map<String, INDArray> feed = new HashMap<>();
        feed.put(NetworkGraph.PIXELS, array(pixels, chosen.length));
        if (network().classes() > 0) {
            feed.put(
                    NetworkGraph.LABELS,
                    oneHot(Arrays.stream(chosen).map(images::label).toArray()));
        }
        return feed;
    }

    /** Adds the noise of {@code count} draws, the first of which is number {@code first} of its stream. */
    final void addNoise(Map<String, INDArray> feed, long key, int first, int count) {
        if (network().variant().samples()) {
            int width = network().noise();
            float[] noise = new float[count * width];
            CounterRandom.fillGaussian(key, first * width, noise, noise.length);
            feed.put(NetworkGraph.NOISE, array(noise, count));
        }
    }

    /**
     * Adds what the batch's term of all codes is made of, if there is one.
     *
     * @param first number of the first image's draw of the prior in its stream
     * @param count images of the batch
     * @param images of the training data
     */
    final void addCodeTerm(Map<String, INDArray> feed, long key, int first, int count, int images) {
        network().variant().codeTerm().ifPresent(term -> {
            int latent = network().latent();
            if (term.drawsPrior()) {
                float[] prior = new float[count * latent];
                CounterRandom.fillGaussian(key, first * latent, prior, prior.length);
                feed.put(NetworkGraph.PRIOR, array(prior, count));
            }
            float[] weights = term.pairWeights(count);
            feed.put(NetworkGraph.PAIR_WEIGHTS, array(weights, (int) Math.round(Math.sqrt(weights.length))));
            feed.put(NetworkGraph.TERM_CONSTANT, Nd4j.scalar(graph.type(), term.constant(count, latent, images)));
        });
    }

    private INDArray oneHot(int[] labels) {
        int classes = network().classes();
        float[] hot = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            hot[i * classes + labels[i]] = 1;
        }
        return array(hot, labels.length);
    }

    private INDArray array(float[] values, int rows) {
        INDArray array = Nd4j.createFromArray(values).reshape(rows, values.length / rows);
        return graph.type() == DataType.FLOAT ? array : array.castTo(graph.type());
    }

    private INDArray rows(float[] values, int width, int from, int count) {
        return array(Arrays.copyOfRange(values, from * width, (from + count) * width), count);
    }

    private static int[] range(int from, int count) {
        int[] chosen = new int[Math.min(BATCH, count - from)];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = from + i;
        }
        return chosen;
    }

    static void copy(INDArray from, float[] target, int at) {
        float[] values = values(from);
        System.arraycopy(values, 0, target, at, values.length);
    }

    private static float[] values(INDArray from) {
        return from.dup('c').data().asFloat();
    }
}
