package dev.lattice.core.objective;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The KL of two stochastic layers, E_q[log q(z1|x) − log p(z1|z2)] + E_q[KL(q(z2|z1) ‖ N(0, I))], in nats, for q(z1|x) q(z2|z1) and
 * p(z1|z2) p(z2) as in Burda, Grosse and Salakhutdinov, arXiv:1509.00519, Section 2, and Sønderby et al., arXiv:1602.02282,
 * Section 2; all of them normal with diagonal covariance.
 *
 * <p>Of the first expectation E_q[log q(z1|x)] has a closed form, minus the entropy, and log p(z1|z2) is taken at the z1 and z2 that
 * were drawn: because z2 depends on z1, KL(q(z1|x) ‖ p(z1|z2)) is not what its mean is. One draw may be negative; the mean over
 * draws, being a KL of joint distributions, is not. The second has {@link GaussianKl} at the drawn z1.
 */
public final class TwoLayerKl {

    private TwoLayerKl() {}

    /**
     * Returns E[log q(z1|x)] − log p(z1|z2) for each image [batch]:
     * ½ Σ_j ((z1_j − priorMean_j)² / exp(priorLogVar_j) + priorLogVar_j − logVar_j − 1).
     *
     * @param z1 drawn from q(z1|x); this and all others [batch, lower]
     * @param logVar of q(z1|x)
     * @param priorMean of p(z1|z2) at the drawn z2
     * @param priorLogVar of p(z1|z2) at the drawn z2
     */
    public static SDVariable lowerGraph(
            SDVariable z1, SDVariable logVar, SDVariable priorMean, SDVariable priorLogVar) {
        return scaledSquare(z1, priorMean, priorLogVar)
                .add(priorLogVar)
                .sub(logVar)
                .sub(1.0)
                .sum(1)
                .mul(0.5);
    }

    /** Returns that of one dimension. */
    public static double lowerNats(double z1, double logVar, double priorMean, double priorLogVar) {
        double error = z1 - priorMean;
        return 0.5 * (error * error * Math.exp(-priorLogVar) + priorLogVar - logVar - 1);
    }

    /**
     * Returns log p(z1|z2) − log q(z1|x) of the draw for each image [batch]; the constants of the two normal densities cancel. It is
     * that part of an importance weight which {@link ImportanceBound#latentGraph} is where p(z1) = N(0, I).
     *
     * @param noise that z1 was made of
     */
    public static SDVariable ratioGraph(
            SDVariable z1, SDVariable logVar, SDVariable noise, SDVariable priorMean, SDVariable priorLogVar) {
        return noise.mul(noise)
                .add(logVar)
                .sub(priorLogVar)
                .sub(scaledSquare(z1, priorMean, priorLogVar))
                .sum(1)
                .mul(0.5);
    }

    private static SDVariable scaledSquare(SDVariable z1, SDVariable mean, SDVariable logVar) {
        SDVariable error = z1.sub(mean);
        return error.mul(error).mul(z1.getSameDiff().math().exp(logVar.neg()));
    }
}
