package dev.lattice.core.evaluate;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.model.Variant;
import dev.lattice.core.trial.Metric;
import java.util.Optional;

/** A metric image by image, so that two models can be held against each other on the same images. */
public final class ImageNumbers {

    /** Sums of 32-bit terms in another order differ by less, relatively. */
    private static final double ROUNDING = 1e-5;

    private ImageNumbers() {}

    /**
     * Returns the numbers whose mean a metric is, in the metric's unit.
     *
     * @param metric as the evaluator computed it from {@code measures}
     * @param pixels of one image
     * @return [images]; empty for a metric that is no mean over images, or not one of these terms
     */
    public static Optional<float[]> of(Metric metric, Inference.Measures measures, Variant variant, int pixels) {
        float[] reconstruction = measures.losses().reconstruction();
        float[] kl = measures.losses().kl();
        float[] values = switch (metric.name()) {
            case Metric.NEGATIVE_ELBO -> sum(reconstruction, kl, 1);
            case Metric.RECONSTRUCTION -> reconstruction.clone();
            case Metric.KL -> kl.clone();
            case Metric.OBJECTIVE -> sum(reconstruction, kl, variant.klWeight(Double.POSITIVE_INFINITY));
            case Metric.MSE -> sum(measures.squaredErrors(), null, 1.0 / pixels);
            default -> new float[0];
        };
        // A variant may minimize terms of its own, which these do not add up to.
        return values.length > 0 && agrees(values, metric.value()) ? Optional.of(values) : Optional.empty();
    }

    /** Returns a + weight·b, or weight·a without b. */
    private static float[] sum(float[] a, float[] b, double weight) {
        float[] sum = new float[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (b == null ? weight * a[i] : a[i] + weight * b[i]);
        }
        return sum;
    }

    private static boolean agrees(float[] values, double mean) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return Math.abs(sum / values.length - mean) <= ROUNDING * Math.max(1e-6, Math.abs(mean));
    }
}
