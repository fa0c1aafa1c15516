package dev.lattice.core.engine.fused;

import dev.lattice.core.config.Likelihood;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.model.Network;
import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Draws of q(z|x), decoded and weighed in passes of bounded size: many draws of one image where there are many, a few of several
 * images where there are few.
 */
final class ImportanceDraws {

    private final Network network;
    private final Kernels kernels;
    private final int most;
    private final Floats heads;
    private final Floats noBias;
    private final Floats noise;
    private final Floats rowKl;
    private final Floats rowLoss;
    private final Floats pixels;

    /**
     * Takes memory for passes.
     *
     * @param most rows of the largest pass
     */
    ImportanceDraws(Network network, Kernels kernels, Workspace workspace, int most) {
        this.network = network;
        this.kernels = kernels;
        this.most = most;
        heads = workspace.floats(2L * most * network.latent());
        noBias = workspace.floats(2L * network.latent());
        noise = workspace.floats((long) most * network.latent());
        rowKl = workspace.floats(most);
        rowLoss = workspace.floats(most);
        pixels = workspace.floats((long) most * network.pixels());
    }

    /**
     * Gives the weights of every image.
     *
     * @param codes of the images
     * @param passes by number of rows
     */
    void run(
            Inference.Input input,
            Inference.Codes codes,
            int samples,
            IntFunction<Pass> passes,
            Inference.WeightReader reader) {
        ImageSet images = input.images();
        ImageSource source = FusedInference.source(images);
        Binarization binarization = FusedInference.binarization(input, 0);
        int group = Math.max(1, most / samples);
        double[][] weights = new double[Math.min(group, images.count())][samples];
        for (int first = 0; first < images.count(); first += group) {
            int count = Math.min(group, images.count() - first);
            int[] order = new int[count];
            int start = first;
            Arrays.setAll(order, i -> start + i);
            kernels.gather(source, order, 0, count, binarization, pixels.slice(0, count * network.pixels()));
            for (int from = 0; from < samples; from += most) {
                int rows = Math.min(most, samples - from);
                Pass pass = passes.apply(count * rows);
                for (int i = 0; i < count; i++) {
                    draw(input, codes, first + i, from, rows, i * rows, pass);
                    Arrays.fill(pass.labels(), i * rows, (i + 1) * rows, images.label(first + i));
                }
                Decoded decoded = new Decoded(rows, pass.decode(), pass.outputBias(), pass.latent());
                for (int i = 0; i < count; i++) {
                    weigh(codes, first + i, i, decoded, weights[i], from);
                }
            }
            for (int i = 0; i < count; i++) {
                reader.take(first + i, weights[i]);
            }
        }
    }

    /** Sets rows {@code at} … of the pass to draws {@code from} … of an image. */
    private void draw(Inference.Input input, Inference.Codes codes, int image, int from, int rows, int at, Pass pass) {
        int latent = network.latent();
        float[] posterior = new float[2 * latent];
        System.arraycopy(codes.mean(), image * latent, posterior, 0, latent);
        System.arraycopy(codes.logVar(), image * latent, posterior, latent, latent);
        for (int r = at; r < at + rows; r++) {
            heads.slice(2 * r * latent, 2 * latent).copyFrom(posterior, 0);
        }
        kernels.reparameterize(
                rows,
                latent,
                Inference.importanceKey(input.seeds(), image),
                from * latent,
                heads.slice(2 * at * latent, 2 * rows * latent),
                noBias,
                pass.latent().slice(at * latent, rows * latent),
                noise.slice(at * latent, rows * latent),
                rowKl.slice(at, rows));
    }

    /**
     * A pass whose draws are decoded.
     *
     * @param rows draws of each of its images
     * @param logits without bias, [images · rows, pixels]
     * @param bias [pixels]
     * @param z [images · rows, latent]
     */
    private record Decoded(int rows, Floats logits, Floats bias, Floats z) {}

    /** Writes the weights of the draws of an image, the pass's number {@code place}, to {@code weights[from…]}. */
    private void weigh(Inference.Codes codes, int image, int place, Decoded decoded, double[] weights, int from) {
        int latent = network.latent();
        int rows = decoded.rows();
        int width = network.pixels();
        Floats logits = decoded.logits().slice(place * rows * width, rows * width);
        Floats target = pixels.slice(place * width, width);
        Floats losses = rowLoss.slice(place * rows, rows);
        if (network.spec().likelihood() == Likelihood.BERNOULLI) {
            kernels.bernoulliLoss(rows, width, logits, decoded.bias(), target, losses);
        } else {
            float sigma = network.spec().sigma().floatValue();
            kernels.gaussianLoss(rows, width, sigma, logits, decoded.bias(), target, losses);
        }
        double logVar = 0;
        for (int j = 0; j < latent; j++) {
            logVar += codes.logVar()[image * latent + j];
        }
        float[] z = decoded.z().slice(place * rows * latent, rows * latent).toArray();
        float[] e = noise.slice(place * rows * latent, rows * latent).toArray();
        float[] nats = losses.toArray();
        for (int r = 0; r < rows; r++) {
            // log p(z) − log q(z|x): the constants of the two normal densities cancel.
            double twice = logVar;
            for (int j = r * latent; j < (r + 1) * latent; j++) {
                twice += (double) e[j] * e[j] - (double) z[j] * z[j];
            }
            weights[from + r] = twice / 2 - nats[r];
        }
    }
}
