package dev.lattice.report.figure;

import dev.lattice.report.statistics.OuterFence;
import java.util.Arrays;

/**
 * The part of some numbers that an axis shows.
 *
 * @param low the smallest number
 * @param high the largest, or where far outliers begin
 * @param above how many numbers lie above {@code high}
 */
record Range(double low, double high, int above) {

    /** Returns the range of at least one number, without far outliers at the upper end: one failed cell must not flatten the rest. */
    static Range of(double[] values) {
        OuterFence fence = OuterFence.of(values);
        double[] within =
                Arrays.stream(values).filter(v -> v <= fence.limit()).sorted().toArray();
        return new Range(within[0], within[within.length - 1], fence.beyond());
    }
}
