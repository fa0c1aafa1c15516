package dev.lattice.core.model;

import dev.lattice.core.config.Check;
import dev.lattice.core.objective.ImportanceBound;
import dev.lattice.core.objective.LossGraph;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * The importance weighted autoencoder: a VAE that minimizes −L_K, the importance-weighted bound of K draws, which is closer to
 * −log p(x) than −ELBO. A step costs K times that of a VAE.
 *
 * <p>−ELBO is measured with one draw, as of every variant: it is not what this one is good at. −log p(x) is, by importance sampling. In
 * a learning curve the objective of validation images is −ELBO.
 */
public final class Iwae implements Variant {

    private static final int MOST = 1000;

    private final Options options;

    /** Creates the variant with its default options. */
    public Iwae() {
        this(new Options(null));
    }

    private Iwae(Options options) {
        this.options = options;
    }

    /**
     * Options of the variant.
     *
     * @param importanceSamples K, 1 to {@value #MOST}; with 1 it is the VAE, but for a KL that is drawn, not integrated
     */
    public record Options(Integer importanceSamples) {
        /** Fills in the default (K = 5, the smaller of the paper's) and checks. */
        public Options {
            importanceSamples = importanceSamples == null ? 5 : importanceSamples;
            Check.require(
                    importanceSamples >= 1 && importanceSamples <= MOST,
                    "model.importanceSamples",
                    "must be 1 to " + MOST,
                    importanceSamples);
        }
    }

    @Override
    public String name() {
        return "iwae";
    }

    @Override
    public String title() {
        return "IWAE";
    }

    @Override
    public String citation() {
        return "Burda, Grosse and Salakhutdinov, Importance weighted autoencoders, ICLR 2016, arXiv:1509.00519";
    }

    @Override
    public Variant configured(Map<String, Object> values) {
        return new Iwae(Variants.options(values, Options.class));
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
    public OptionalInt importanceSamples() {
        return OptionalInt.of(options.importanceSamples());
    }

    @Override
    public Optional<Function<LossGraph, SDVariable>> objective() {
        return Optional.of(terms ->
                ImportanceBound.graph(terms.latentRatio().sub(terms.reconstruction()), options.importanceSamples()));
    }
}
