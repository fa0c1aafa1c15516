package dev.lattice.core.engine;

import dev.lattice.core.config.Binarization;
import dev.lattice.core.data.ImageSet;
import dev.lattice.core.model.Network;
import dev.lattice.core.random.Seeds;

/** A network with parameters, used without changing them. For use by one thread at a time. */
public interface Inference extends AutoCloseable {

    /** Returns the network. */
    Network network();

    /** Returns q(z|x) of each image, that of z2 at the mean of z1 where there are two, or its code for a variant that does not sample. Images may be binarized by {@code input}. */
    Codes encode(Input input);

    /**
     * Returns the mean of p(x|z), pixel by pixel in [0, 1], [count, pixels] row by row. Where z lies above a lower code z1, that of
     * p(x|z1) at the mean of p(z1|z).
     *
     * @param z [count, latent] row by row
     * @param labels [count]; read only where the variant is given the label
     */
    float[] decode(float[] z, int[] labels);

    /**
     * Returns images from the prior, like {@link #decode}, but z1 is drawn from p(z1|z) where there is one: draw i takes the elements
     * i·lower to (i + 1)·lower of the stream {@link #lowerKey}.
     *
     * @param z [count, latent] row by row, drawn from N(0, I)
     * @param key of the stream that z was drawn from
     * @param labels as there
     */
    default float[] generate(float[] z, long key, int[] labels) {
        return decode(z, labels);
    }

    /** Returns the stream of the lower codes of draws whose z came from the stream {@code key}. */
    static long lowerKey(long key) {
        return new Seeds(key).derive("lower");
    }

    /**
     * Returns the loss terms of each image, with one z sampled by the stream "evaluation" of the seeds (z = code for a
     * variant that does not sample). The same images and seeds give the same noise for every model.
     */
    ImageLosses evaluate(Input input);

    /**
     * Returns the cross-entropy of each image with its reconstruction from the mean of its code, whatever the likelihood:
     * −Σ x log μ + (1 − x) log(1 − μ) over pixels, nats, computed from the logits. Every engine has this and
     * {@link #importanceWeights}; what only stands in for one need not.
     */
    default float[] crossEntropies(Input input) {
        throw new UnsupportedOperationException("this engine computes no cross-entropies");
    }

    /**
     * Gives the log importance weights log p(x|z_k) + log p(z_k) − log q(z_k|x), z_k ~ q(z|x), of one image after another, in nats.
     *
     * <p>Memory is bounded by {@code samples} and a batch, whatever the number of images. The noise of a draw is a function of the
     * seeds, the image's index and k, so weights depend neither on batches nor on the number of draws.
     *
     * @param samples number K of draws of each image, at least 1
     * @throws IllegalStateException if the variant does not sample
     */
    default void importanceWeights(Input input, int samples, WeightReader reader) {
        throw new UnsupportedOperationException("this engine computes no importance weights");
    }

    /** Takes the weights of an image. */
    @FunctionalInterface
    interface WeightReader {

        /**
         * Takes the weights of the next image.
         *
         * @param logWeights [samples], valid during this call only
         */
        void take(int image, double[] logWeights);
    }

    /** Returns the stream of an image's draws in {@link #importanceWeights}; draw k has elements k·n to (k + 1)·n, n of the network's noise. */
    static long importanceKey(Seeds seeds, int image) {
        return seeds.derive("importance", image);
    }

    /** Refuses weights where there is no q(z|x), or more of them than a stream has numbers. */
    static void requireSampling(Network network, int samples) {
        if (!network.variant().samples()) {
            throw new IllegalStateException("variant '" + network.variant().name() + "' has no q(z|x) to draw from");
        }
        if (samples < 1 || (long) samples * network.noise() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "'samples' must be 1 to " + Integer.MAX_VALUE / network.noise() + ", but was " + samples);
        }
    }

    /**
     * Returns all that the metrics are made of: what {@link #evaluate} and {@link #encode} return, and the squared errors of the
     * images decoded from their means. An engine overrides this where it can do with fewer passes.
     */
    default Measures measure(Input input) {
        Codes codes = encode(input);
        return new Measures(evaluate(input), codes, SquaredErrors.of(this, input, codes));
    }

    @Override
    void close();

    /**
     * Images as a network sees them outside of training.
     *
     * @param images the images
     * @param binarization how pixels become data; drawn from the stream of epoch 0 of the split's seed
     * @param seeds of the experiment
     */
    record Input(ImageSet images, Binarization binarization, Seeds seeds) {}

    /**
     * Parameters of q(z|x).
     *
     * @param latent number of dimensions
     * @param mean [count, latent] row by row
     * @param logVar as {@code mean}; empty for a variant that does not sample
     */
    record Codes(int latent, float[] mean, float[] logVar) {

        /** Returns the codes of the images with the given indices, in that order. */
        public Codes select(int... images) {
            return new Codes(latent, select(mean, images), logVar.length == 0 ? logVar : select(logVar, images));
        }

        private float[] select(float[] values, int[] images) {
            float[] chosen = new float[images.length * latent];
            for (int i = 0; i < images.length; i++) {
                System.arraycopy(values, images[i] * latent, chosen, i * latent, latent);
            }
            return chosen;
        }
    }

    /**
     * What metrics are made of.
     *
     * @param losses of each image, z sampled
     * @param codes of each image
     * @param squaredErrors of each image decoded from its mean, summed over its pixels
     */
    record Measures(ImageLosses losses, Codes codes, float[] squaredErrors) {}

    /**
     * Loss terms of each image, in nats.
     *
     * @param reconstruction −log p(x|z)
     * @param kl KL(q(z|x) ‖ p(z)), 0 for a variant that does not sample; with two stochastic layers partly drawn,
     *     {@link dev.lattice.core.objective.TwoLayerKl}
     */
    record ImageLosses(float[] reconstruction, float[] kl) {

        /** Returns the mean over images; the objective takes the given weight for the KL term. */
        public dev.lattice.core.trial.LossTerms mean(double klWeight) {
            double r = mean(reconstruction);
            double k = mean(kl);
            return new dev.lattice.core.trial.LossTerms(r, k, r + klWeight * k);
        }

        private static double mean(float[] values) {
            double sum = 0;
            for (float v : values) {
                sum += v;
            }
            return sum / values.length;
        }
    }
}
