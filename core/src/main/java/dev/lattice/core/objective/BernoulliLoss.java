package dev.lattice.core.objective;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * −log p(x|z) of a Bernoulli decoder from its logits l: Σ_i (softplus(l_i) − x_i l_i), in nats; Kingma and Welling,
 * arXiv:1312.6114, Appendix C.1.
 *
 * <p>Computed as max(l, 0) − x l + log(1 + exp(−|l|)), which neither overflows nor loses a saturated wrong pixel. For grey
 * pixels it is a cross-entropy, not a negative log-likelihood.
 */
public final class BernoulliLoss {

    private BernoulliLoss() {}

    /** Returns the loss for each image [batch] from {@code logits} and {@code pixels}, both [batch, pixels]. */
    public static SDVariable graph(SDVariable logits, SDVariable pixels) {
        var sd = logits.getSameDiff();
        SDVariable tail = sd.math().log1p(sd.math().exp(sd.math().abs(logits).neg()));
        return sd.nn().relu(logits, 0).sub(pixels.mul(logits)).add(tail).sum(1);
    }

    /** Returns the loss of one pixel. */
    public static double nats(double logit, double pixel) {
        return Math.max(logit, 0) - pixel * logit + Math.log1p(Math.exp(-Math.abs(logit)));
    }
}
