package dev.lattice.core.evaluate;

import dev.lattice.core.engine.Inference;
import java.util.function.IntConsumer;

/**
 * log p(x) from K draws of q(z|x): log 1/K Σ_k p(x, z_k) / q(z_k|x), a lower bound in expectation that rises with K from the ELBO at
 * K = 1 to log p(x) (Burda, Grosse and Salakhutdinov, <i>Importance weighted autoencoders</i>, 2015, arXiv:1509.00519, Eq. 8 and
 * Theorem 1; for evaluation: Rezende, Mohamed and Wierstra, arXiv:1401.4082, Appendix E). For a variant that is given the label
 * every p is given it too.
 */
public final class ImportanceSampling {

    private ImportanceSampling() {}

    /**
     * What draws say of each image.
     *
     * @param samples K
     * @param logLikelihood log 1/K Σ w_k, nats [images]
     * @param elbo 1/K Σ log w_k, nats [images]: the ELBO of the same draws
     * @param samplingError standard error of {@code logLikelihood} from the draws, by the delta method,
     *     sd(w) / (√K mean(w)) [images]; NaN for K = 1. Too small where few draws have all the weight
     * @param effectiveSamples (Σ w_k)² / Σ w_k², from 1 to K [images]: how many draws carry the estimate
     */
    public record LogLikelihoods(
            int samples, double[] logLikelihood, double[] elbo, double[] samplingError, double[] effectiveSamples) {

        /** Returns −log p(x) in nats per image. */
        public Estimate negativeLogLikelihood() {
            return Estimate.of(logLikelihood).times(-1);
        }
    }

    /**
     * Estimates log p(x) of every image.
     *
     * @param samples K, at least 1
     * @param done is told the number of images done after each
     * @throws IllegalStateException if the variant does not sample
     */
    public static LogLikelihoods of(Inference inference, Inference.Input input, int samples, IntConsumer done) {
        int count = input.images().count();
        LogLikelihoods all =
                new LogLikelihoods(samples, new double[count], new double[count], new double[count], new double[count]);
        inference.importanceWeights(input, samples, (image, logWeights) -> {
            put(all, image, logWeights);
            done.accept(image + 1);
        });
        return all;
    }

    private static void put(LogLikelihoods all, int image, double[] logWeights) {
        int samples = logWeights.length;
        double largest = largest(logWeights);
        double sum = 0;
        double squares = 0;
        double logs = 0;
        for (double w : logWeights) {
            double scaled = Math.exp(w - largest);
            sum += scaled;
            squares += scaled * scaled;
            logs += w;
        }
        double mean = sum / samples;
        double variance = Math.max(0, squares - samples * mean * mean) / (samples - 1);
        all.logLikelihood[image] = largest + Math.log(mean);
        all.elbo[image] = logs / samples;
        all.samplingError[image] = Math.sqrt(variance / samples) / mean;
        all.effectiveSamples[image] = sum * sum / squares;
    }

    private static double largest(double[] values) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double v : values) {
            // Not a comparison: a NaN must stay one.
            largest = Math.max(largest, v);
        }
        return largest;
    }
}
