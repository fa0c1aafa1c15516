package dev.lattice.report.rank;

import dev.lattice.core.trial.MetricContext;
import dev.lattice.core.trial.TrialRecord;
import java.util.List;

/**
 * Cells whose numbers are the same quantity, best first.
 *
 * @param title what is ranked and on what, for people
 * @param metric name of the metric it is ranked by, lower is better
 * @param unit of the metric
 * @param context what every number of the group was measured on and under
 * @param objective variant and options, where the number is an objective with the variant's own weights; otherwise empty
 * @param differsIn fields in which the group differs from the other groups of the ranking; empty if it is the only one
 * @param trials in order; ties by number
 * @param diverged cells of the whole ranking that diverged: they have no number and so no group, but may be further seeds of a row
 */
public record RankedGroup(
        String title,
        String metric,
        String unit,
        MetricContext context,
        String objective,
        List<String> differsIn,
        List<RankedTrial> trials,
        List<TrialRecord> diverged) {

    /** Copies the lists. */
    public RankedGroup {
        differsIn = List.copyOf(differsIn);
        trials = List.copyOf(trials);
        diverged = List.copyOf(diverged);
    }

    /** Returns what the group has in a field of {@link #differsIn}. */
    String value(String field) {
        return switch (field) {
            case "metric" -> metric;
            case "objective" -> objective;
            default -> String.valueOf(context.fields().get(field));
        };
    }
}
