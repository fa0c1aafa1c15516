package dev.lattice.core.trial;

import java.time.Instant;
import java.util.List;

/**
 * One look at the test images for a cell of a study; it cannot be taken back, so it is recorded for ever.
 *
 * @param number of the cell
 * @param id of the cell
 * @param opened when
 * @param metrics on the test images
 */
public record TestOpening(int number, String id, Instant opened, List<Metric> metrics) {

    /** Copies the list. */
    public TestOpening {
        metrics = List.copyOf(metrics);
    }
}
