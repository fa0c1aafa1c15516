package dev.lattice.experiments.cli;

import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import java.util.List;
import java.util.stream.Stream;

/** Checks the name of a metric that a user wants to rank by. */
final class MetricChoice {

    /** What every study measures; lower is better for each. */
    private static final List<String> ALWAYS =
            List.of(Metric.NEGATIVE_ELBO, Metric.RECONSTRUCTION, Metric.KL, Metric.OBJECTIVE, Metric.MSE);

    private MetricChoice() {}

    /**
     * Refuses a metric that no cell of a study has.
     *
     * @throws dev.lattice.core.config.ConfigException naming the nearest metric
     */
    static void require(String metric, StudyInfo.View study) {
        List<String> known = Stream.concat(
                        ALWAYS.stream(),
                        study.trials().stream()
                                .flatMap(t -> t.metrics().stream().map(Metric::name)))
                .distinct()
                .toList();
        if (!known.contains(metric)) {
            throw SpecBinder.unknown("metric", metric, known).in("--metric");
        }
    }
}
