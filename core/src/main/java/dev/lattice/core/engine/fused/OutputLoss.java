package dev.lattice.core.engine.fused;

import dev.lattice.core.config.Likelihood;
import dev.lattice.core.model.Network;

/** Holds the logits of a pass against its images. */
final class OutputLoss {

    private final Network network;
    private final Kernels kernels;
    private final int rows;
    private final Floats images;
    private final Floats rowLoss;

    /**
     * Binds to a pass.
     *
     * @param images {@code [rows, pixels]}
     * @param rowLoss {@code [rows]}, what each call overwrites
     */
    OutputLoss(Network network, Kernels kernels, int rows, Floats images, Floats rowLoss) {
        this.network = network;
        this.kernels = kernels;
        this.rows = rows;
        this.images = images;
        this.rowLoss = rowLoss;
    }

    /**
     * Computes each image's loss.
     *
     * @param logits {@code [rows, pixels]}, without bias; become the gradient of the mean loss where that is wanted
     * @param biasGradient its column sums, overwritten; null if no gradient is wanted
     */
    void nats(Floats logits, Floats bias, Floats biasGradient) {
        int columns = network.pixels();
        float scale = 1f / rows;
        boolean bernoulli = network.spec().likelihood() == Likelihood.BERNOULLI;
        float sigma = bernoulli ? 0 : network.spec().sigma().floatValue();
        if (bernoulli && biasGradient != null) {
            kernels.bernoulliOutput(rows, columns, scale, logits, bias, images, rowLoss, biasGradient);
        } else if (bernoulli) {
            kernels.bernoulliLoss(rows, columns, logits, bias, images, rowLoss);
        } else if (biasGradient != null) {
            kernels.gaussianOutput(rows, columns, sigma, scale, logits, bias, images, rowLoss, biasGradient);
        } else {
            kernels.gaussianLoss(rows, columns, sigma, logits, bias, images, rowLoss);
        }
    }

    /** Computes each image's squared error, summed over its pixels; the logits stay. */
    void squares(Floats logits, Floats bias) {
        kernels.squaredError(rows, network.pixels(), logits, bias, images, rowLoss);
    }
}
