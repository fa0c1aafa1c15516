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

    /** Returns a cell that nobody has trained yet. */
    public static TrialRecord queued(int number, String id, Map<String, Object> varied, ExperimentSpec experiment) {
        return new TrialRecord(
                number,
                id,
                TrialState.QUEUED,
                varied,
                experiment,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns this cell as it was before anybody trained it. */
    public TrialRecord queued() {
        return queued(number, id, varied, experiment);
    }

    /** Returns this cell while it is trained. */
    public TrialRecord running(TrialRun by) {
        return in(TrialState.RUNNING, List.of(), List.of(), by, Optional.empty());
    }

    /** Returns this cell trained and measured. */
    public TrialRecord complete(List<EpochRecord> whole, List<Metric> measured, TrialRun by) {
        return in(TrialState.COMPLETE, whole, measured, by, Optional.empty());
    }

    /** Returns this cell given up, with the learning curve up to there. */
    public TrialRecord failed(List<EpochRecord> soFar, TrialRun by, TrialFailure why) {
        return in(TrialState.FAILED, soFar, List.of(), by, Optional.of(why));
    }

    private TrialRecord in(
            TrialState now, List<EpochRecord> epochs, List<Metric> measured, TrialRun by, Optional<TrialFailure> why) {
        return new TrialRecord(number, id, now, varied, experiment, epochs, measured, Optional.of(by), why);
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
