package dev.lattice.core.model;

import dev.lattice.core.config.Check;
import dev.lattice.core.objective.CodeTerm;
import dev.lattice.core.objective.MeanDiscrepancy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Wasserstein autoencoder with the maximum mean discrepancy: reconstruction + λ · MMD²(q(z), N(0, I)), the codes of a batch being held
 * against as many draws of the prior; the paper's Algorithm 2 with its inverse multiquadratic kernel.
 *
 * <p>z is the encoder's output, as in the paper's experiments: all images together follow the prior, not each of them. So draws of the
 * prior can be decoded, but there is no q(z|x) with a density, and neither KL nor ELBO. In a learning curve the objective of
 * validation images is the reconstruction: the discrepancy is a number of batches.
 */
public final class WaeMmd implements Variant {

    private final Options options;

    /** Creates the variant with its default options. */
    public WaeMmd() {
        this(new Options(null, null));
    }

    private WaeMmd(Options options) {
        this.options = options;
    }

    /**
     * Options of the variant.
     *
     * @param lambda weight λ of MMD², nats per image, at least 0; with 0 it is the autoencoder. It is held against a reconstruction
     *     summed over pixels, in nats
     * @param kernelScales scales s of the kernel Σ_s C / (C + ‖a − b‖²), C = 2 · latent · s. The paper's formula is [1]
     */
    public record Options(Double lambda, List<Double> kernelScales) {
        /**
         * Fills in defaults and checks: the seven scales of the authors' program, and its λ = 10 for 0.05 ‖x − x̂‖², which is 200
         * for ‖x − x̂‖².
         */
        public Options {
            lambda = lambda == null ? 200.0 : lambda;
            Check.notNegative("model.lambda", lambda);
            kernelScales = KernelScales.checked(kernelScales, List.of(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0));
        }
    }

    @Override
    public String name() {
        return "wae-mmd";
    }

    @Override
    public String title() {
        return "WAE-MMD";
    }

    @Override
    public String citation() {
        return "Tolstikhin et al., Wasserstein auto-encoders, ICLR 2018, arXiv:1711.01558";
    }

    @Override
    public Variant configured(Map<String, Object> values) {
        return new WaeMmd(Variants.options(values, Options.class));
    }

    @Override
    public boolean samples() {
        return false;
    }

    @Override
    public boolean hasPrior() {
        return true;
    }

    @Override
    public boolean givenLabel() {
        return false;
    }

    @Override
    public double klWeight(double epochsDone) {
        return 0;
    }

    @Override
    public Optional<CodeTerm> codeTerm() {
        return options.lambda() == 0
                ? Optional.empty()
                : Optional.of(new MeanDiscrepancy(
                        options.lambda(), MeanDiscrepancy.Kernel.INVERSE_MULTIQUADRATIC, options.kernelScales()));
    }
}
