package dev.lattice.core.engine;

import dev.lattice.core.config.Activation;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.data.PixelReader;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Network;
import dev.lattice.core.objective.BernoulliLoss;
import dev.lattice.core.objective.GaussianKl;
import dev.lattice.core.objective.GaussianLoss;
import dev.lattice.core.random.CounterRandom;
import java.util.Arrays;
import java.util.List;

/** The forward pass in double loops: the oracle for engines. */
final class PlainNetwork {

    private final Network network;
    private final float[] parameters;

    PlainNetwork(Network network, float[] parameters) {
        this.network = network;
        this.parameters = parameters;
    }

    /** Returns reconstruction and KL of one image of an evaluation, in nats. */
    double[] evaluate(Inference.Input input, int image) {
        int pixels = network.pixels();
        double[] x = pixels(input, image);
        int label = input.images().label(image);
        double[] posterior = forward(network.encoder(), x, label);
        int latent = network.latent();
        double[] z = new double[latent];
        double kl = 0;
        for (int j = 0; j < latent; j++) {
            z[j] = posterior[j];
            if (network.variant().samples()) {
                double logVar = posterior[latent + j];
                float noise = CounterRandom.gaussian(input.seeds().derive("evaluation"), image * latent + j);
                z[j] += Math.exp(logVar / 2) * noise;
                kl += GaussianKl.nats(posterior[j], logVar);
            }
        }
        double[] logits = forward(network.decoder(), z, label);
        double loss = 0;
        for (int p = 0; p < pixels; p++) {
            loss += network.spec().likelihood() == Likelihood.BERNOULLI
                    ? BernoulliLoss.nats(logits[p], x[p])
                    : GaussianLoss.nats(logits[p], x[p], network.spec().sigma());
        }
        return new double[] {loss, kl};
    }

    /** Returns the encoder's output for one image: means, then log variances where the variant samples. */
    double[] encode(Inference.Input input, int image) {
        return forward(network.encoder(), pixels(input, image), input.images().label(image));
    }

    /** Returns the mean of p(x|z), in [0, 1]. */
    double[] decode(double[] z, int label) {
        return Arrays.stream(forward(network.decoder(), z, label))
                .map(l -> 1 / (1 + Math.exp(-l)))
                .toArray();
    }

    private double[] pixels(Inference.Input input, int image) {
        PixelReader reader = new PixelReader(input.images(), input.binarization());
        long key = PixelReader.key(input.seeds(), input.binarization(), 0);
        double[] x = new double[network.pixels()];
        for (int p = 0; p < x.length; p++) {
            x[p] = reader.pixel(key, image, p);
        }
        return x;
    }

    private double[] forward(List<Layer> layers, double[] input, int label) {
        double[] x = input;
        for (Layer layer : layers) {
            Layer.Dense d = (Layer.Dense) layer;
            double[] y = new double[d.outputs()];
            for (int o = 0; o < y.length; o++) {
                double sum = parameters[d.bias().offset() + o];
                for (int i = 0; i < x.length; i++) {
                    sum += x[i] * parameters[d.weight().offset() + o * d.inputs() + i];
                }
                if (d.label().isPresent()) {
                    sum += parameters[d.label().get().offset() + label * d.outputs() + o];
                }
                y[o] = d.activated() ? activate(sum) : sum;
            }
            x = y;
        }
        return x;
    }

    private double activate(double v) {
        return switch (network.spec().activation()) {
            case RELU -> Math.max(v, 0);
            case LEAKY_RELU -> v > 0 ? v : Activation.LEAK * v;
            case TANH -> Math.tanh(v);
        };
    }
}
