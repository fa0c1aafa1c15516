package dev.lattice.benchmarks;

import java.util.Arrays;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.variational.BernoulliReconstructionDistribution;
import org.deeplearning4j.nn.conf.layers.variational.VariationalAutoencoder;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** DL4J's own layer for the same network, with the OpenBLAS that Lattice brings. */
public final class Dl4jLayer {

    private final MultiLayerNetwork network;
    private final INDArray images;
    private final int batch;
    private int next;

    /** Prepares a training of {@code shape} on the first images of MNIST. */
    public Dl4jLayer(Images images, Shape shape) {
        batch = shape.batch();
        int count = 40 * batch;
        float[] pixels = new float[count * Shape.PIXELS];
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < Shape.PIXELS; p++) {
                pixels[i * Shape.PIXELS + p] = images.mnist().train().pixel(i, p);
            }
        }
        this.images = Nd4j.create(pixels, new int[] {count, Shape.PIXELS}, 'c');
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(1)
                .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
                .updater(new Adam(1e-3))
                .weightInit(WeightInit.XAVIER)
                .list()
                .layer(new VariationalAutoencoder.Builder()
                        .nIn(Shape.PIXELS)
                        .nOut(shape.latent())
                        .encoderLayerSizes(shape.hidden())
                        .decoderLayerSizes(shape.hidden())
                        .activation(Activation.RELU)
                        .pzxActivationFunction(Activation.IDENTITY)
                        .reconstructionDistribution(new BernoulliReconstructionDistribution(Activation.SIGMOID))
                        .build())
                .build();
        network = new MultiLayerNetwork(configuration);
        network.init();
    }

    /** Trains for about {@code seconds} and returns the median time of a step, in ms. */
    public double run(double seconds) {
        long[] times = new long[1 << 14];
        int count = 0;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (count < times.length && (count == 0 || System.nanoTime() < end)) {
            INDArray x = images.get(
                    org.nd4j.linalg.indexing.NDArrayIndex.interval((long) next * batch, (next + 1L) * batch),
                    org.nd4j.linalg.indexing.NDArrayIndex.all());
            next = (next + 1) % 40;
            long begin = System.nanoTime();
            network.pretrainLayer(0, x);
            times[count++] = System.nanoTime() - begin;
        }
        Arrays.sort(times, 0, count);
        return times[count / 2] / 1e6;
    }
}
