package dev.lattice.core.model;

import dev.lattice.core.config.Check;
import dev.lattice.core.objective.CodeTerm;
import dev.lattice.core.objective.MeanDiscrepancy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The InfoVAE with the maximum mean discrepancy as its divergence D: −log p(x|z) + (1 − α) · KL(q(z|x) ‖ p(z)) + (α + λ − 1) · D(q(z), p(z)),
 * the paper's Eq. 6 with the sign turned. The larger α, the more the code may tell of the image; λ holds all codes together to the prior.
 * With α = 1, the default, it is the paper's MMD-VAE, which has no KL term; with α = 0 and λ = 1 it is the VAE, bit for bit.
 *
 * <p>D is the unbiased estimate of MMD² with a Gaussian kernel. −ELBO is measured with β = 1 as of every variant: what is not minimized
 * here may be large. In a learning curve the objective of validation images has no D, which is a number of batches.
 */
public final class InfoVae implements Variant {

    private final Options options;

    /** Creates the variant with its default options. */
    public InfoVae() {
        this(new Options(null, null, null));
    }

    private InfoVae(Options options) {
        this.options = options;
    }

    /**
     * Options of the variant.
     *
     * @param alpha α, at most 1, so that the weight 1 − α of the KL term is at least 0
     * @param lambda λ, at least 1 − α, so that the weight α + λ − 1 of MMD² (nats per image) is at least 0
     * @param kernelScales scales s of the kernel Σ_s exp(−‖a − b‖² / C), C = 2 · latent · s
     */
    public record Options(Double alpha, Double lambda, List<Double> kernelScales) {
        /**
         * Fills in defaults and checks: α = 1 (MMD-VAE), one kernel of the prior's own width, and λ = 100, with which MNIST's
         * cross-entropy, summed over pixels, is still that of an autoencoder while MMD² falls to a hundredth of its.
         */
        public Options {
            alpha = alpha == null ? 1.0 : alpha;
            lambda = lambda == null ? 100.0 : lambda;
            Check.require(
                    alpha <= 1 && alpha > Double.NEGATIVE_INFINITY,
                    "model.alpha",
                    "must be a finite number <= 1",
                    alpha);
            Check.require(
                    alpha + lambda >= 1 && lambda < Double.POSITIVE_INFINITY,
                    "model.lambda",
                    "must be a finite number >= 1 - 'model.alpha', which is " + (1 - alpha),
                    lambda);
            kernelScales = KernelScales.checked(kernelScales, List.of(1.0));
        }
    }

    @Override
    public String name() {
        return "info-vae";
    }

    @Override
    public String title() {
        return "InfoVAE";
    }

    @Override
    public String citation() {
        return "Zhao, Song and Ermon, InfoVAE: balancing learning and inference in variational autoencoders, AAAI 2019, "
                + "arXiv:1706.02262";
    }

    @Override
    public Variant configured(Map<String, Object> values) {
        return new InfoVae(Variants.options(values, Options.class));
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
        return 1 - options.alpha();
    }

    @Override
    public Optional<CodeTerm> codeTerm() {
        double weight = options.alpha() + options.lambda() - 1;
        return weight == 0
                ? Optional.empty()
                : Optional.of(new MeanDiscrepancy(weight, MeanDiscrepancy.Kernel.GAUSSIAN, options.kernelScales()));
    }
}
