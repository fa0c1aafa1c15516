package dev.lattice.core.engine;

import dev.lattice.core.config.Activation;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.data.PixelReader;
import dev.lattice.core.model.Layer;
import dev.lattice.core.model.Maps;
import dev.lattice.core.model.Network;
import dev.lattice.core.objective.BernoulliLoss;
import dev.lattice.core.objective.CodeTerm;
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
        if (network.upper().isPresent()) {
            PlainTwoLayers.Draw draw = twoLayers(input, image, input.seeds().derive("evaluation"), image);
            return new double[] {loss(input, image, draw.z1()), draw.kl()};
        }
        double[] posterior = encode(input, image);
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
        return new double[] {loss(input, image, z), kl};
    }

    /** Returns log p(x|z) + log p(z) − log q(z|x) at a draw of {@link Inference#importanceWeights}. */
    double logWeight(Inference.Input input, int image, int draw) {
        return logWeight(input, image, Inference.importanceKey(input.seeds(), image), draw);
    }

    /** Returns log p(x|z) + log p(z) − log q(z|x) at draw number {@code draw} of a stream. */
    double logWeight(Inference.Input input, int image, long key, int draw) {
        if (network.upper().isPresent()) {
            PlainTwoLayers.Draw drawn = twoLayers(input, image, key, draw);
            return drawn.logRatio() - loss(input, image, drawn.z1());
        }
        double[] posterior = encode(input, image);
        int latent = network.latent();
        double[] z = new double[latent];
        double weight = 0;
        for (int j = 0; j < latent; j++) {
            double deviation = Math.exp(posterior[latent + j] / 2);
            z[j] = posterior[j] + deviation * CounterRandom.gaussian(key, draw * latent + j);
            weight += logNormal(z[j], 0, 1) - logNormal(z[j], posterior[j], deviation);
        }
        return weight - loss(input, image, z);
    }

    /** Returns −log p(x|z), z the lower of two. */
    private double loss(Inference.Input input, int image, double[] z) {
        double[] x = pixels(input, image);
        double[] logits = forward(network.decoder(), z, input.images().label(image));
        double loss = 0;
        for (int p = 0; p < x.length; p++) {
            loss += network.spec().likelihood() == Likelihood.BERNOULLI
                    ? BernoulliLoss.nats(logits[p], x[p])
                    : GaussianLoss.nats(logits[p], x[p], network.spec().sigma());
        }
        return loss;
    }

    private PlainTwoLayers.Draw twoLayers(Inference.Input input, int image, long key, int draw) {
        double[] posterior =
                forward(network.encoder(), pixels(input, image), input.images().label(image));
        return new PlainTwoLayers(network, this::forward).draw(posterior, key, draw);
    }

    static double logNormal(double x, double mean, double deviation) {
        double scaled = (x - mean) / deviation;
        return -0.5 * (scaled * scaled + Math.log(2 * Math.PI)) - Math.log(deviation);
    }

    /** Returns the codes of all training images in the order of an epoch, and what they are held against. */
    CodeTerm.Batch batch(TrainingTask task, int epoch) {
        int latent = network.latent();
        int count = task.data().train().count();
        Inference.Input input =
                new Inference.Input(task.data().train(), task.data().binarization(), task.seeds());
        int[] order = task.seeds().permutation("order", epoch, count);
        long noise = task.seeds().derive("noise", epoch);
        long draws = task.seeds().derive("prior", epoch);
        double[][] z = new double[count][latent];
        double[][] mean = new double[count][latent];
        double[][] logVar = new double[count][latent];
        double[][] prior = new double[count][latent];
        for (int i = 0; i < count; i++) {
            double[] posterior = encode(input, order[i]);
            for (int j = 0; j < latent; j++) {
                mean[i][j] = posterior[j];
                z[i][j] = posterior[j];
                if (network.variant().samples()) {
                    logVar[i][j] = posterior[latent + j];
                    z[i][j] += Math.exp(logVar[i][j] / 2) * CounterRandom.gaussian(noise, i * latent + j);
                }
                prior[i][j] = CounterRandom.gaussian(draws, i * latent + j);
            }
        }
        return new CodeTerm.Batch(z, mean, logVar, prior, count);
    }

    /** Returns the cross-entropy of an image with its reconstruction from the mean of its code, in nats. */
    double crossEntropy(Inference.Input input, int image) {
        double[] mean = Arrays.copyOf(encode(input, image), network.latent());
        double[] x = pixels(input, image);
        double[] logits = forward(network.decoder(), below(mean), input.images().label(image));
        double sum = 0;
        for (int p = 0; p < x.length; p++) {
            sum += BernoulliLoss.nats(logits[p], x[p]);
        }
        return sum;
    }

    /** Returns the code of one image: means, then log variances where the variant samples; of z2 where there are two. */
    double[] encode(Inference.Input input, int image) {
        double[] posterior =
                forward(network.encoder(), pixels(input, image), input.images().label(image));
        return network.upper()
                .map(u -> forward(u.encoder(), Arrays.copyOf(posterior, u.lower()), 0))
                .orElse(posterior);
    }

    /** Returns what the decoder is given for a code: the code, or the mean of p(z1|z2). */
    private double[] below(double[] z) {
        return network.upper()
                .map(u -> Arrays.copyOf(forward(u.decoder(), z, 0), u.lower()))
                .orElse(z);
    }

    /** Returns the mean of p(x|z), in [0, 1]. */
    double[] decode(double[] z, int label) {
        return Arrays.stream(forward(network.decoder(), below(z), label))
                .map(l -> 1 / (1 + Math.exp(-l)))
                .toArray();
    }

    /** Returns the mean of p(x|z), or of p(x|z1) with z1 drawn from p(z1|z2): draw number {@code draw} of {@code key}. */
    double[] generate(double[] z, long key, int draw, int label) {
        double[] coded = network.upper()
                .map(u -> PlainTwoLayers.below(forward(u.decoder(), z, 0), key, draw))
                .orElse(z);
        return Arrays.stream(forward(network.decoder(), coded, label))
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
            double[] y =
                    layer instanceof Layer.Convolution c ? convolve(c, x) : multiply((Layer.Dense) layer, x, label);
            x = layer.activated() ? Arrays.stream(y).map(this::activate).toArray() : y;
        }
        return x;
    }

    private double[] multiply(Layer.Dense d, double[] x, int label) {
        double[] y = new double[d.outputs()];
        for (int o = 0; o < y.length; o++) {
            y[o] = parameters[d.bias().offset() + o];
            for (int i = 0; i < x.length; i++) {
                y[o] += x[i] * parameters[d.weight().offset() + o * d.inputs() + i];
            }
            if (d.label().isPresent()) {
                y[o] += parameters[d.label().get().offset() + label * d.outputs() + o];
            }
        }
        return y;
    }

    private double[] convolve(Layer.Convolution c, double[] x) {
        double[] y = new double[c.outputs()];
        Maps out = c.output();
        for (int i = 0; i < y.length; i++) {
            y[i] = parameters[c.bias().offset() + i / (out.height() * out.width())];
        }
        // The places of the smaller side, which is a convolution's output and a transposed one's input.
        Maps places = c.transposed() ? c.input() : out;
        Maps image = c.transposed() ? out : c.input();
        for (int p = 0; p < places.size(); p++) {
            int channel = p / (places.height() * places.width());
            int top = p / places.width() % places.height() * c.stride() - c.padding();
            int left = p % places.width() * c.stride() - c.padding();
            for (int w = 0; w < c.weight().columns(); w++) {
                int other = w / (c.kernel() * c.kernel());
                int row = top + w / c.kernel() % c.kernel();
                int column = left + w % c.kernel();
                if (row >= 0 && row < image.height() && column >= 0 && column < image.width()) {
                    int at = (other * image.height() + row) * image.width() + column;
                    double weight = parameters[
                            c.weight().offset() + channel * c.weight().columns() + w];
                    if (c.transposed()) {
                        y[at] += weight * x[p];
                    } else {
                        y[p] += weight * x[at];
                    }
                }
            }
        }
        return y;
    }

    private double activate(double v) {
        return switch (network.spec().activation()) {
            case RELU -> Math.max(v, 0);
            case LEAKY_RELU -> v > 0 ? v : Activation.LEAK * v;
            case TANH -> Math.tanh(v);
        };
    }
}
