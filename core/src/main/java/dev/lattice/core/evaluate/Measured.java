package dev.lattice.core.evaluate;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;

/**
 * A line of an evaluation: a metric with its uncertainty, or a word why there is none.
 *
 * @param name of the metric; a dimension's number follows a dot
 * @param title for people
 * @param value in {@code unit}; null where the metric has no meaning, which {@code note} explains
 * @param standardError of the value over images; null where it is no mean over images, or of one image
 * @param unit such as {@code nats/image}; may be empty
 * @param note what else there is to know; may be empty
 * @param context what it was measured on
 */
public record Measured(
        String name,
        String title,
        Double value,
        Double standardError,
        String unit,
        String note,
        MetricContext context) {

    /** −log p(x) by importance sampling; see {@link ImportanceSampling}. */
    public static final String NEGATIVE_LOG_LIKELIHOOD = "negativeLogLikelihood";

    /** −log p(x) as bits for each pixel, only where pixels are binary. */
    public static final String BITS_PER_DIMENSION = "bitsPerDimension";

    /** Squared error of the reconstruction from the posterior's mean, summed over pixels. */
    public static final String SQUARED_ERROR = "squaredError";

    /** Cross-entropy of the reconstruction from the posterior's mean, summed over pixels. */
    public static final String CROSS_ENTROPY = "crossEntropy";

    /** The same for a pixel. */
    public static final String CROSS_ENTROPY_PER_PIXEL = "crossEntropyPerPixel";

    /** Followed by the number of a dimension: its part of the KL. */
    public static final String KL_OF = "kl.";

    /** Followed by a number of principal components: the share of the variance of μ along them. */
    public static final String EXPLAINED_VARIANCE_OF = "explainedVariance.";

    /** Share of images whose class is that of most of the nearest codes of training images. */
    public static final String NEIGHBOUR_ACCURACY = "neighbourAccuracy";

    /** Share of images that a {@link LinearProbe} on codes of training images classifies right. */
    public static final String PROBE_ACCURACY = "probeAccuracy";

    /** Fréchet distance of images from the prior. */
    public static final String FRECHET_DISTANCE = "frechetDistance";

    /** Fréchet distance of training images, what a perfect model would reach. */
    public static final String FRECHET_DISTANCE_OF_TRAINING = "frechetDistanceOfTraining";

    /** Share of images that the classifier of the Fréchet distances recognizes. */
    public static final String CLASSIFIER_ACCURACY = "classifierAccuracy";

    /** Median distance of images from the prior to the nearest training image. */
    public static final String SAMPLE_DISTANCE = "sampleDistance";

    /** The smallest such distance. */
    public static final String SMALLEST_SAMPLE_DISTANCE = "smallestSampleDistance";

    /** Median distance of the evaluated images to the nearest training image. */
    public static final String IMAGE_DISTANCE = "imageDistance";

    /** The smallest such distance. */
    public static final String SMALLEST_IMAGE_DISTANCE = "smallestImageDistance";

    /** Returns a number that is no mean over images. */
    static Measured number(String name, String title, double value, String unit, String note, MetricContext context) {
        return new Measured(name, title, value, null, unit, note, context);
    }

    /** Returns a mean over images. */
    static Measured mean(
            String name, String title, Estimate estimate, String unit, String note, MetricContext context) {
        Double error = Double.isFinite(estimate.standardError()) ? estimate.standardError() : null;
        return new Measured(name, title, estimate.mean(), error, unit, note, context);
    }

    /** Returns what is left out, with the reason. */
    static Measured leftOut(String name, String title, String reason, MetricContext context) {
        return new Measured(name, title, null, null, "", reason, context);
    }

    /** Returns a metric, with an uncertainty if it has one. */
    static Measured of(Metric metric, String title, Double standardError, String note) {
        return new Measured(metric.name(), title, metric.value(), standardError, metric.unit(), note, metric.context());
    }
}
