package dev.lattice.core.objective;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * −log p(x|z) of a Gaussian decoder with mean σ(l) and fixed standard deviation sigma:
 * Σ_i ((x_i − σ(l_i))² / (2 sigma²)) + ½ D log(2π sigma²), in nats; Kingma and Welling, arXiv:1312.6114, Appendix C.2, with
 * the mean squashed to the range of a pixel. The constant is kept, so that the number is a negative log density.
 */
public final class GaussianLoss {

    private GaussianLoss() {}

    /** Returns the loss for each image [batch] from {@code logits} and {@code pixels}, both [batch, pixels]. */
    public static SDVariable graph(SDVariable logits, SDVariable pixels, int pixelCount, double sigma) {
        SDVariable difference = pixels.sub(logits.getSameDiff().nn().sigmoid(logits));
        return difference.mul(difference).sum(1).mul(1 / (2 * sigma * sigma)).add(pixelCount * constantNats(sigma));
    }

    /** Returns ½ log(2π sigma²), the part of each pixel that does not depend on the model. */
    public static double constantNats(double sigma) {
        return 0.5 * Math.log(2 * Math.PI * sigma * sigma);
    }

    /** Returns the loss of one pixel. */
    public static double nats(double logit, double pixel, double sigma) {
        double difference = pixel - 1 / (1 + Math.exp(-logit));
        return difference * difference / (2 * sigma * sigma) + constantNats(sigma);
    }
}
