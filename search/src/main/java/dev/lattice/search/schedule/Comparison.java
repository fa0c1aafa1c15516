package dev.lattice.search.schedule;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.TrialRecord;
import java.util.Map;
import java.util.Optional;

/**
 * What two cells must share for their numbers to be ranked together.
 *
 * @param metric name of the number
 * @param context what it was measured on and under
 * @param weights for {@link Metric#OBJECTIVE}, which each variant weighs in its own way: the variant and its options
 */
public record Comparison(String metric, MetricContext context, Map<String, Object> weights) {

    /** Copies the map. */
    public Comparison {
        weights = Map.copyOf(weights);
    }

    /**
     * Returns the number that a cell is ranked by: the objective of the search, or the reconstruction for a variant that
     * does not have it (an autoencoder has no ELBO).
     *
     * @return empty without metrics
     */
    public static Optional<Metric> number(TrialRecord trial, String objective) {
        return trial.metric(objective).or(() -> trial.metric(Metric.RECONSTRUCTION));
    }

    /** Returns the group of a cell; empty without metrics. */
    public static Optional<Comparison> of(TrialRecord trial, String objective) {
        return number(trial, objective).map(metric -> {
            Map<String, Object> weights = metric.name().equals(Metric.OBJECTIVE)
                    ? Map.of(
                            "variant", trial.experiment().model().variant(),
                            "options", trial.experiment().model().options())
                    : Map.of();
            return new Comparison(metric.name(), metric.context(), weights);
        });
    }
}
