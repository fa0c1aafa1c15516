package dev.lattice.core.trial;

/**
 * A measured number with everything needed to know what it may be compared with.
 *
 * @param name one of the constants here
 * @param value in {@code unit}
 * @param unit such as {@code nats/image}
 * @param context what it was measured on
 */
public record Metric(String name, double value, String unit, MetricContext context) {

    /** −ELBO, β = 1, z sampled; lower is better. */
    public static final String NEGATIVE_ELBO = "negativeElbo";

    /** −log p(x|z), z sampled where the variant samples; lower is better. */
    public static final String RECONSTRUCTION = "reconstruction";

    /** KL(q(z|x) ‖ p(z)). */
    public static final String KL = "kl";

    /** What was minimized, with the variant's weights. */
    public static final String OBJECTIVE = "objective";

    /** Mean squared error per pixel of the reconstruction from the posterior's mean; lower is better. */
    public static final String MSE = "mse";

    /** Number of latent dimensions with Var_x(E[z_j | x]) &gt; 0.01 (Burda et al. 2015). */
    public static final String ACTIVE_UNITS = "activeUnits";

    /** Share of draws of N(0, I) without a code near them, or of codes without a draw; see {@link dev.lattice.core.evaluate.LatentHoles}. Lower is better. */
    public static final String HOLES = "latentHoles";

    /** Unit of losses. */
    public static final String NATS = "nats/image";
}
