package dev.lattice.core.objective;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * KL(N(mean, exp(logVar)) ‖ N(0, I)) = ½ Σ_j (mean_j² + exp(logVar_j) − 1 − logVar_j), in nats; Kingma and Welling,
 * arXiv:1312.6114, Eq. 10 and Appendix B (with the sign turned: there it stands as −KL).
 */
public final class GaussianKl {

    private GaussianKl() {}

    /** Returns the divergence for each image [batch] from {@code mean} and {@code logVar}, both [batch, latent]. */
    public static SDVariable graph(SDVariable mean, SDVariable logVar) {
        SDVariable variance = mean.getSameDiff().math().exp(logVar);
        return mean.mul(mean).add(variance).sub(logVar).sub(1.0).sum(1).mul(0.5);
    }

    /** Returns the divergence of one dimension. */
    public static double nats(double mean, double logVar) {
        return 0.5 * (mean * mean + Math.exp(logVar) - 1 - logVar);
    }
}
