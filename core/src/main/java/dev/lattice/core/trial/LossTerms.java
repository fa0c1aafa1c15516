package dev.lattice.core.trial;

/**
 * Loss terms in nats per image (sum over pixels or latent dimensions, mean over images).
 *
 * @param reconstruction −log p(x|z), with z sampled where the variant samples
 * @param kl KL(q(z|x) ‖ p(z)); 0 for a variant without a posterior
 * @param objective what was minimized, with the variant's weights
 */
public record LossTerms(double reconstruction, double kl, double objective) {

    /** Returns −ELBO with β = 1, whatever was minimized. */
    public double negativeElbo() {
        return reconstruction + kl;
    }

    /** Returns whether every term is a number. */
    public boolean isFinite() {
        return Double.isFinite(reconstruction) && Double.isFinite(kl) && Double.isFinite(objective);
    }
}
