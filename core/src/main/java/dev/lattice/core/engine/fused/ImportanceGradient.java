package dev.lattice.core.engine.fused;

import java.nio.FloatBuffer;

/**
 * What the importance-weighted bound of K draws changes in a backward pass over images that stand K times side by side: the gradient of
 * −log w of each draw is weighted by the draw's share of its image's weights (Burda et al., arXiv:1509.00519, Eq. 14), and −log p(z) and
 * log q(z|x) take the place of the KL divergence.
 */
final class ImportanceGradient {

    private final int samples;
    private final int latent;
    private final double[] logWeights;
    private final float[] factors;
    private double loss;

    /** Takes memory for passes of {@code rows} draws. */
    ImportanceGradient(int rows, int samples, int latent) {
        this.samples = samples;
        this.latent = latent;
        this.logWeights = new double[rows];
        this.factors = new float[rows];
    }

    /**
     * Finds the share of each draw.
     *
     * @param rowLoss −log p(x|z), [rows]
     * @param heads of q(z|x), with bias, [rows, 2·latent]
     * @param z draws, [rows, latent]
     * @param noise that they were made of, [rows, latent]
     */
    void weigh(Floats rowLoss, Floats heads, Floats z, Floats noise) {
        FloatBuffer h = heads.plain();
        FloatBuffer drawn = z.plain();
        FloatBuffer e = noise.plain();
        for (int r = 0; r < factors.length; r++) {
            double twice = 0;
            for (int j = 0; j < latent; j++) {
                double zj = drawn.get(z.offset() + r * latent + j);
                double ej = e.get(noise.offset() + r * latent + j);
                twice += ej * ej + h.get(heads.offset() + (2 * r + 1) * latent + j) - zj * zj;
            }
            logWeights[r] = twice / 2 - rowLoss.get(r);
        }
        loss = 0;
        for (int from = 0; from < factors.length; from += samples) {
            share(from);
        }
    }

    private void share(int from) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int r = from; r < from + samples; r++) {
            largest = Math.max(largest, logWeights[r]);
        }
        double sum = 0;
        for (int r = from; r < from + samples; r++) {
            sum += Math.exp(logWeights[r] - largest);
        }
        for (int r = from; r < from + samples; r++) {
            factors[r] = (float) (Math.exp(logWeights[r] - largest) / sum);
        }
        loss -= largest + Math.log(sum / samples);
    }

    /** Returns −L_K summed over images, nats. */
    double loss() {
        return loss;
    }

    /**
     * Weights the gradient of the mean loss over rows, so that it is that of the mean over images, and sums the bias's anew.
     *
     * @param gradient [rows, columns], of −log p(x|z)
     * @param biasGradient [columns], overwritten
     */
    void weight(int columns, Floats gradient, Floats biasGradient) {
        biasGradient.requireLength(columns, "biasGradient").fill(0f);
        FloatBuffer g = gradient.plain();
        FloatBuffer sums = biasGradient.plain();
        int bias = biasGradient.offset();
        for (int r = 0; r < factors.length; r++) {
            // The gradient has 1/rows where 1/images belongs.
            float factor = factors[r] * samples;
            int at = gradient.offset() + r * columns;
            for (int c = 0; c < columns; c++) {
                float value = g.get(at + c) * factor;
                g.put(at + c, value);
                sums.put(bias + c, sums.get(bias + c) + value);
            }
        }
    }

    /** Adds the gradient of −log p(z) to that of the draws, [rows, latent]. */
    void addPrior(Floats z, Floats latentGradient) {
        FloatBuffer drawn = z.plain();
        FloatBuffer g = latentGradient.plain();
        for (int r = 0; r < factors.length; r++) {
            for (int j = r * latent; j < (r + 1) * latent; j++) {
                int at = latentGradient.offset() + j;
                g.put(at, g.get(at) + ofImages(r) * drawn.get(z.offset() + j));
            }
        }
    }

    /**
     * Adds the gradient of log q(z|x), which is −½ of each logVar at fixed noise, to the gradient of the heads.
     *
     * @param heads [rows, 2·latent]
     * @param biasGradient [2·latent]
     */
    void addPosterior(Floats heads, Floats biasGradient) {
        FloatBuffer g = heads.plain();
        FloatBuffer sums = biasGradient.plain();
        for (int r = 0; r < factors.length; r++) {
            for (int j = 0; j < latent; j++) {
                int at = heads.offset() + (2 * r + 1) * latent + j;
                int sum = biasGradient.offset() + latent + j;
                float value = -0.5f * ofImages(r);
                g.put(at, g.get(at) + value);
                sums.put(sum, sums.get(sum) + value);
            }
        }
    }

    /** Returns the weight of a row in the mean over images. */
    private float ofImages(int row) {
        return factors[row] * samples / factors.length;
    }
}
