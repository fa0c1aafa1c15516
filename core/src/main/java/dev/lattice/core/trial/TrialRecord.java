package dev.lattice.core.trial;

import dev.lattice.core.config.ExperimentSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything known about one cell of a search.
 *
 * @param number counts from 1 in the order of the search
 * @param id hash of all that its result depends on; the same cell in another study has the same id
 * @param state where it stands
 * @param varied the searched keys with this cell's values, in the order of the space
 * @param experiment the resolved experiment
 * @param curve learning curve so far; complete when the state is
 * @param metrics empty unless complete
 * @param run how it was carried out; empty while queued
 * @param failure why it failed; empty otherwise
 */
public record TrialRecord(
        int number,
        String id,
        TrialState state,
        Map<String, Object> varied,
        ExperimentSpec experiment,
        List<EpochRecord> curve,
        List<Metric> metrics,
        Optional<TrialRun> run,
        Optional<TrialFailure> failure) {

    /** Copies the collections. */
    public TrialRecord {
        varied = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(varied));
        curve = List.copyOf(curve);
        metrics = List.copyOf(metrics);
    }

    /** Returns whether it failed because its loss or a parameter was no longer a number. */
    public boolean diverged() {
        return state == TrialState.FAILED
                && failure.isPresent()
                && failure.get().cause() == TrialFailure.Cause.DIVERGED;
    }

    /** Returns a metric of the cell by name. */
    public Optional<Metric> metric(String name) {
        // Asked thousands of times by each listing, in a process that has just started: no stream.
        for (Metric metric : metrics) {
            if (metric.name().equals(name)) {
                return Optional.of(metric);
            }
        }
        return Optional.empty();
    }
}
