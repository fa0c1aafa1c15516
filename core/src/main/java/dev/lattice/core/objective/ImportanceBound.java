package dev.lattice.core.objective;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * −L_K = −log 1/K Σ_k w_k of K draws z_k ~ q(z|x) with w_k = p(x, z_k) / q(z_k|x), in nats: Burda, Grosse and Salakhutdinov, arXiv:1509.00519,
 * Eq. 8 with the sign turned. Its gradient is that of −log w_k weighted by w_k / Σ w (Eq. 14), which autodiff gives by itself.
 */
public final class ImportanceBound {

    private ImportanceBound() {}

    /**
     * Returns log p(z) − log q(z|x) for each draw [draws]; the constants of the two normal densities cancel.
     *
     * @param z draws [draws, latent]
     * @param logVar of q(z|x), [draws, latent]
     * @param noise that z was made of, [draws, latent]
     */
    public static SDVariable latentGraph(SDVariable z, SDVariable logVar, SDVariable noise) {
        return noise.mul(noise).add(logVar).sub(z.mul(z)).sum(1).mul(0.5);
    }

    /**
     * Returns the loss for each image [batch].
     *
     * @param logWeights log w of the draws, those of an image side by side [batch · samples]
     * @param samples K
     */
    public static SDVariable graph(SDVariable logWeights, int samples) {
        if (samples == 1) {
            return logWeights.neg();
        }
        var sd = logWeights.getSameDiff();
        SDVariable rows = sd.reshape(logWeights, -1, samples);
        // Draw by draw, log(eᵃ + eᵇ) = max(a, b) + log(1 + e^−|a − b|), which neither overflows nor loses a draw.
        // SameDiff's log-sum-exp and
        // its maximum over an axis have no gradient, and the logarithm of its softmax is −∞ where the softmax is 0.
        SDVariable sum = column(rows, 0);
        for (int k = 1; k < samples; k++) {
            SDVariable next = column(rows, k);
            SDVariable difference = next.sub(sum);
            SDVariable tail =
                    sd.math().log1p(sd.math().exp(sd.math().abs(difference).neg()));
            sum = sum.add(sd.nn().relu(difference, 0)).add(tail);
        }
        return sd.reshape(sum, -1).sub(Math.log(samples)).neg();
    }

    private static SDVariable column(SDVariable rows, int k) {
        int allRows = -1;
        return rows.getSameDiff().slice(rows, new int[] {0, k}, allRows, 1);
    }

    /**
     * Returns log 1/n Σ exp(v_i) of at least one value, without overflow or loss; −∞ if all are −∞, NaN if one is.
     */
    public static double logMeanExp(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double v : values) {
            // Not a comparison: a NaN must stay one.
            largest = Math.max(largest, v);
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            return largest;
        }
        double sum = 0;
        for (double v : values) {
            sum += Math.exp(v - largest);
        }
        return largest + Math.log(sum / values.length);
    }
}
