package dev.lattice.report.rank;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import java.util.Optional;

/** A cell's number image by image, where it was kept: without it nothing can be said about chance. */
@FunctionalInterface
public interface LossSource {

    /**
     * Returns the numbers whose mean a metric of a cell is.
     *
     * @return one for each image, in the order of the split; empty if they were not kept
     */
    Optional<float[]> losses(TrialRecord trial, Metric metric);

    /** Returns a source that has none. */
    static LossSource none() {
        return (trial, metric) -> Optional.empty();
    }
}
