package dev.lattice.core.model;

import dev.lattice.core.config.Check;
import dev.lattice.core.objective.CodeTerm;
import dev.lattice.core.objective.TotalCorrelation;
import java.util.Map;
import java.util.Optional;

/**
 * The β-TCVAE: of the three parts of the VAE's KL divergence, index-code mutual information, total correlation and KL of each dimension
 * (the paper's Eq. 2), only the total correlation is weighted by β: −log p(x|z) + KL(q(z|x) ‖ p(z)) + (β − 1) · TC, the paper's Eq. 4 with
 * α = γ = 1. With β = 1 it is the VAE, bit for bit.
 *
 * <p>The KL divergence is integrated, not drawn as the paper's three parts add up to: the same in expectation, with less noise. The total
 * correlation is estimated by minibatch-weighted sampling; see {@link TotalCorrelation}, also for how far it is off. In a learning
 * curve the objective of validation images is −ELBO: the total correlation is a number of batches.
 */
public final class BetaTcVae implements Variant {

    private final Options options;

    /** Creates the variant with its default options. */
    public BetaTcVae() {
        this(new Options(null));
    }

    private BetaTcVae(Options options) {
        this.options = options;
    }

    /**
     * Options of the variant.
     *
     * @param beta weight of the total correlation, at least 0
     */
    public record Options(Double beta) {
        /** Fills in the default (β = 6, with which the paper's program is to be run) and checks. */
        public Options {
            beta = beta == null ? 6.0 : beta;
            Check.notNegative("model.beta", beta);
        }
    }

    @Override
    public String name() {
        return "beta-tcvae";
    }

    @Override
    public String title() {
        return "β-TCVAE";
    }

    @Override
    public String citation() {
        return "Chen et al., Isolating sources of disentanglement in variational autoencoders, NeurIPS 2018, arXiv:1802.04942";
    }

    @Override
    public Variant configured(Map<String, Object> values) {
        return new BetaTcVae(Variants.options(values, Options.class));
    }

    @Override
    public boolean samples() {
        return true;
    }

    @Override
    public boolean givenLabel() {
        return false;
    }

    @Override
    public double klWeight(double epochsDone) {
        return 1;
    }

    @Override
    public Optional<CodeTerm> codeTerm() {
        double weight = options.beta() - 1;
        return weight == 0 ? Optional.empty() : Optional.of(new TotalCorrelation(weight));
    }
}
