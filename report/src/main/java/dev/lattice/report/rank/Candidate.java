package dev.lattice.report.rank;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRun;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A row of a ranking: cells that differ in nothing but their seed.
 *
 * @param rank 1 for the lowest mean; equal means share a rank
 * @param cells by number, at least one
 * @param mean over the cells, of the number that they are ranked by
 * @param deviation standard deviation over the cells' seeds; NaN for a single one
 * @param diverged how many other seeds of it diverged: all of the above is of those that did not
 * @param standing how it compares with the best row; empty where its numbers were not kept image by image
 */
public record Candidate(
        int rank, List<RankedTrial> cells, double mean, double deviation, int diverged, Optional<Standing> standing) {

    /** Copies the list. */
    public Candidate {
        cells = List.copyOf(cells);
    }

    /**
     * How a row compares with the best one.
     *
     * @param difference of the means, at least 0
     * @param low lower end of its 95 % interval, by the paired bootstrap or, with seeds, by Student's t; NaN beyond the rows that a
     *     table shows
     * @param high upper end of it
     * @param distinguishable whether it is worse than the best beyond chance
     */
    public record Standing(double difference, double low, double high, boolean distinguishable) {}

    /** Returns the cell that stands for the row: the first of its seeds. */
    public RankedTrial first() {
        return cells.get(0);
    }

    /** Returns the cell with the lowest number. */
    public RankedTrial best() {
        return cells.stream()
                .min(Comparator.comparingDouble(c -> c.metric().value()))
                .orElseThrow();
    }

    /** Returns the mean of a metric over the cells; empty if one of them lacks it. */
    public Optional<Double> mean(String metric) {
        double sum = 0;
        for (RankedTrial cell : cells) {
            Optional<Metric> value = cell.trial().metric(metric);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            sum += value.get().value();
        }
        return Optional.of(sum / cells.size());
    }

    /** Returns the mean time of a training. */
    public OptionalDouble seconds() {
        return cells.stream()
                .flatMap(c -> c.trial().run().stream())
                .mapToDouble(TrialRun::seconds)
                .average();
    }

    /** Returns the number of trainable parameters. */
    public int parameters() {
        return first().trial().run().map(TrialRun::parameters).orElse(0);
    }

    /** Returns whether it cannot be told from the best row. */
    public boolean amongBest() {
        return standing.isPresent() && !standing.get().distinguishable();
    }
}
