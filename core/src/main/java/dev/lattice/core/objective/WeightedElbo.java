package dev.lattice.core.objective;

import org.nd4j.autodiff.samediff.SDVariable;

/**
 * reconstruction + w · KL: −ELBO for w = 1 (Kingma and Welling, arXiv:1312.6114, Eq. 3 with the sign turned), the β-VAE's
 * objective for w = β (Higgins et al., ICLR 2017, Eq. 4), and the reconstruction alone where there is no posterior.
 */
public final class WeightedElbo {

    private WeightedElbo() {}

    /** Returns the objective for each image [batch]; {@code kl} and {@code klWeight} of the terms may both be null. */
    public static SDVariable graph(LossGraph terms) {
        return terms.kl() == null
                ? terms.reconstruction()
                : terms.reconstruction().add(terms.kl().mul(terms.klWeight()));
    }
}
