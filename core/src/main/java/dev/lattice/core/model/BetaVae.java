package dev.lattice.core.model;

import dev.lattice.core.config.Check;
import java.util.Map;

/** β-VAE: the KL term is weighted by β, if asked for with a linear warm-up from 0. With β = 1 it is the VAE, bit for bit. */
public final class BetaVae implements Variant {

    private final Options options;

    /** Creates the variant with its default options. */
    public BetaVae() {
        this(new Options(null, null));
    }

    private BetaVae(Options options) {
        this.options = options;
    }

    /**
     * Options of the variant.
     *
     * @param beta weight of the KL term, at least 0
     * @param warmupEpochs epochs over which the weight grows linearly from 0 to {@code beta}; 0 for a constant weight
     */
    public record Options(Double beta, Double warmupEpochs) {
        /** Fills in defaults (β = 4 as in the paper's examples, no warm-up) and checks. */
        public Options {
            beta = beta == null ? 4.0 : beta;
            warmupEpochs = warmupEpochs == null ? 0.0 : warmupEpochs;
            Check.notNegative("model.beta", beta);
            Check.notNegative("model.warmupEpochs", warmupEpochs);
        }
    }

    @Override
    public String name() {
        return "beta-vae";
    }

    @Override
    public String title() {
        return "β-VAE";
    }

    @Override
    public String citation() {
        return "Higgins et al., beta-VAE: learning basic visual concepts with a constrained variational framework, "
                + "ICLR 2017; warm-up: Sønderby et al., Ladder variational autoencoders, 2016, arXiv:1602.02282";
    }

    @Override
    public Variant configured(Map<String, Object> values) {
        return new BetaVae(Variants.options(values, Options.class));
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
        return epochsDone >= options.warmupEpochs()
                ? options.beta()
                : options.beta() * (epochsDone / options.warmupEpochs());
    }
}
