package dev.lattice.core.model;

import dev.lattice.core.config.Check;
import dev.lattice.core.objective.LossGraph;
import dev.lattice.core.objective.WeightedElbo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The VAE with two stochastic layers, q(z1|x) q(z2|z1) and p(x|z1) p(z1|z2) p(z2), p(z2) = N(0, I): −ELBO = −log p(x|z1) +
 * {@link dev.lattice.core.objective.TwoLayerKl}, one z1 and one z2 per image and step.
 *
 * <p>{@code model.latent} is the size of the upper code z2, which is what encoding gives and decoding takes; decoding goes through the
 * mean of p(z1|z2), whereas images from the prior draw z1, too. {@code model.hidden} lies between the image and z1.
 *
 * <p>The upper layer of such a model may switch itself off early, where q(z2|z1) is the prior and p(z1|z2) does not depend on z2;
 * the KL of its dimensions, in an evaluation, says so. A warm-up of the KL is what Sønderby et al. do about it.
 */
public final class HierarchicalVae implements Variant {

    private static final int MOST = 65_536;

    private final Options options;

    /** Creates the variant with its default options. */
    public HierarchicalVae() {
        this(new Options(null, null, null));
    }

    private HierarchicalVae(Options options) {
        this.options = options;
    }

    /**
     * Options of the variant.
     *
     * @param lowerLatent dimensions of z1, 1 to {@value #MOST}
     * @param upperHidden units of the hidden layers from z1 to z2, each 1 to {@value #MOST}; mirrored on the way back. May be empty
     * @param warmupEpochs epochs over which the weight of the KL grows linearly from 0 to 1; 0 for none
     */
    public record Options(Integer lowerLatent, List<Integer> upperHidden, Double warmupEpochs) {
        /** Fills in defaults (the sizes of Burda et al., 100 and two layers of 100; no warm-up) and checks. */
        public Options {
            lowerLatent = lowerLatent == null ? 100 : lowerLatent;
            upperHidden =
                    upperHidden == null ? List.of(100, 100) : Check.wholeNumbers("model.upperHidden", upperHidden);
            warmupEpochs = warmupEpochs == null ? 0.0 : warmupEpochs;
            Check.require(
                    lowerLatent >= 1 && lowerLatent <= MOST, "model.lowerLatent", "must be 1 to " + MOST, lowerLatent);
            Check.require(
                    upperHidden.stream().allMatch(units -> units >= 1 && units <= MOST),
                    "model.upperHidden",
                    "must hold numbers of 1 to " + MOST,
                    upperHidden);
            Check.notNegative("model.warmupEpochs", warmupEpochs);
        }
    }

    @Override
    public String name() {
        return "hvae";
    }

    @Override
    public String title() {
        return "HVAE";
    }

    @Override
    public String citation() {
        return "Burda, Grosse and Salakhutdinov, Importance weighted autoencoders, ICLR 2016, arXiv:1509.00519 (its VAE with two "
                + "stochastic layers); Sønderby et al., Ladder variational autoencoders, 2016, arXiv:1602.02282 (its hierarchical VAE)";
    }

    @Override
    public Variant configured(Map<String, Object> values) {
        return new HierarchicalVae(Variants.options(values, Options.class));
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
        return epochsDone >= options.warmupEpochs() ? 1 : epochsDone / options.warmupEpochs();
    }

    /** Says what every variant without an objective minimizes, but of a KL that is not that of one layer: engines without autodiff stop here. */
    @Override
    public Optional<Function<LossGraph, SDVariable>> objective() {
        return Optional.of(WeightedElbo::graph);
    }

    @Override
    public Optional<LowerCode> lowerCode() {
        return Optional.of(new LowerCode(options.lowerLatent(), options.upperHidden()));
    }
}
