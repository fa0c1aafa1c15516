package dev.lattice.core.evaluate;

import dev.lattice.core.config.ExperimentSpec;
import dev.lattice.core.config.Likelihood;
import dev.lattice.core.engine.Inference;
import dev.lattice.core.model.Variant;
import dev.lattice.core.trial.Bound;
import dev.lattice.core.trial.LossTerms;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import java.util.ArrayList;
import java.util.List;

/** Measures a model on images that it was not trained on. */
public final class Evaluator {

    private final Inference inference;
    private final ExperimentSpec spec;

    /** Creates an evaluator of a model trained by {@code spec}. */
    public Evaluator(Inference inference, ExperimentSpec spec) {
        this.inference = inference;
        this.spec = spec;
    }

    /**
     * Returns every metric that the variant has.
     *
     * @param input at least one image
     * @param split {@code validation} or {@code test}
     */
    public List<Metric> metrics(Inference.Input input, String split) {
        return metrics(input, split, inference.measure(input));
    }

    /** Returns the metrics of images that have been measured already. */
    public List<Metric> metrics(Inference.Input input, String split, Inference.Measures measures) {
        Variant variant = inference.network().variant();
        LossTerms losses = measures.losses().mean(variant.klWeight(Double.POSITIVE_INFINITY));
        MetricContext sampled = context(input, split, variant.samples() ? 1 : 0);
        MetricContext exact = context(input, split, 0);
        boolean klDrawn = variant.lowerCode().isPresent();
        List<Metric> metrics = new ArrayList<>();
        if (variant.samples()) {
            metrics.add(new Metric(Metric.NEGATIVE_ELBO, losses.negativeElbo(), Metric.NATS, sampled));
        }
        metrics.add(new Metric(Metric.RECONSTRUCTION, losses.reconstruction(), Metric.NATS, sampled));
        if (variant.samples()) {
            metrics.add(new Metric(Metric.KL, losses.kl(), Metric.NATS, klDrawn ? sampled : exact));
        }
        double klWeight = variant.samples() ? variant.klWeight(Double.POSITIVE_INFINITY) : 0;
        if (variant.importanceSamples().isEmpty() && variant.codeTerm().isEmpty()) {
            // The bound of K draws is not made of these terms; an evaluation measures it with a K of its own. A term of
            // all
            // codes of a batch is no mean over images.
            metrics.add(new Metric(Metric.OBJECTIVE, losses.objective(), Metric.NATS, sampled.withBeta(klWeight)));
        }
        double mse = mean(measures.squaredErrors()) / input.images().imageSize();
        metrics.add(new Metric(Metric.MSE, mse, "per pixel", exact));
        metrics.add(
                new Metric(Metric.ACTIVE_UNITS, LatentStatistics.activeUnits(measures.codes()), "dimensions", exact));
        int[] looked = input.images().sampled(LatentHoles.MOST);
        double holes = LatentHoles.share(measures.codes().select(looked), input.seeds());
        if (Double.isFinite(holes)) {
            metrics.add(new Metric(Metric.HOLES, holes, "share", sampled));
        }
        return metrics;
    }

    MetricContext context(Inference.Input input, String split, int samples) {
        return new MetricContext(
                spec.dataset().name(),
                split,
                input.images().count(),
                spec.dataset().binarization(),
                spec.model().likelihood(),
                spec.model().likelihood() == Likelihood.GAUSSIAN ? spec.model().sigma() : 0,
                inference.network().variant().givenLabel(),
                samples,
                samples == 0 ? Bound.NONE : Bound.ELBO,
                1.0,
                input.images().identity());
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
