package dev.lattice.core.evaluate;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.objective.GaussianKl;
import java.util.Arrays;

/** What codes of images are like, dimension by dimension. */
public final class LatentStatistics {

    /** Burda, Grosse and Salakhutdinov, arXiv:1509.00519, Section 5.2: a dimension is active above this variance. */
    public static final double ACTIVE_VARIANCE = 0.01;

    private LatentStatistics() {}

    /**
     * Returns KL(q(z_j|x) ‖ p(z_j)) of each dimension j, the mean over images, in nats [latent].
     *
     * @param codes of at least one image, by a variant that samples
     */
    public static Estimate[] klByDimension(Inference.Codes codes) {
        int latent = codes.latent();
        int count = codes.mean().length / latent;
        Estimate[] estimates = new Estimate[latent];
        double[] kl = new double[count];
        for (int j = 0; j < latent; j++) {
            for (int i = 0; i < count; i++) {
                kl[i] = GaussianKl.nats(codes.mean()[i * latent + j], codes.logVar()[i * latent + j]);
            }
            estimates[j] = Estimate.of(kl);
        }
        return estimates;
    }

    /** Returns Var_x(E[z_j|x]) of each dimension j, with n in the denominator [latent]. */
    public static double[] variances(Inference.Codes codes) {
        int latent = codes.latent();
        int count = codes.mean().length / latent;
        double[] variances = new double[latent];
        for (int j = 0; j < latent; j++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < count; i++) {
                double v = codes.mean()[i * latent + j];
                sum += v;
                squares += v * v;
            }
            double mean = sum / count;
            variances[j] = squares / count - mean * mean;
        }
        return variances;
    }

    /** Returns the number of dimensions whose mean varies over the images by more than {@link #ACTIVE_VARIANCE}. */
    public static int activeUnits(Inference.Codes codes) {
        return (int)
                Arrays.stream(variances(codes)).filter(v -> v > ACTIVE_VARIANCE).count();
    }

    /**
     * Returns the share of the variance of the means along their first principal component, the first two, and so on; zeros where
     * the means do not vary [latent].
     *
     * @param codes of at least two images
     */
    public static double[] explainedVariance(Inference.Codes codes) {
        double[] variances = SymmetricEigen.of(
                        Gaussian.of(codes.mean(), codes.latent()).covariance())
                .values();
        double total = Arrays.stream(variances).sum();
        double[] shares = new double[variances.length];
        double sum = 0;
        for (int j = 0; j < shares.length; j++) {
            sum += variances[j];
            shares[j] = total > 0 ? sum / total : 0;
        }
        return shares;
    }
}
