package dev.lattice.experiments.cli;

import dev.lattice.core.config.Check;
import dev.lattice.core.config.SpecBinder;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.StudyInfo;
import java.util.List;
import java.util.stream.Stream;

/** Checks the name of a metric that a user wants to rank by. */
final class MetricChoice {

    /** What every study measures; lower is better for each. */
    private static final List<String> ALWAYS =
            List.of(Metric.NEGATIVE_ELBO, Metric.RECONSTRUCTION, Metric.OBJECTIVE, Metric.MSE);

    /** What is measured too, but neither less nor more of it is better: a ranking by it would mean nothing. */
    private static final List<String> UNDIRECTED = List.of(Metric.KL, Metric.ACTIVE_UNITS);

    private MetricChoice() {}

    /**
     * Refuses a metric that no cell of a study has, and one that does not say which cell is better.
     *
     * @throws dev.lattice.core.config.ConfigException naming the nearest metric, or all that may be asked for
     */
    static void require(String metric, StudyInfo.View study) {
        List<String> known = Stream.concat(
                        ALWAYS.stream(),
                        study.trials().stream()
                                .flatMap(t -> t.metrics().stream().map(Metric::name)))
                .distinct()
                .filter(name -> !UNDIRECTED.contains(name))
                .sorted()
                .toList();
        Check.require(
                !UNDIRECTED.contains(metric),
                "--metric",
                "must be one of which lower is better (" + String.join(", ", known) + ")",
                metric);
        if (!known.contains(metric)) {
            throw SpecBinder.unknown("metric", metric, known).in("--metric");
        }
    }
}
