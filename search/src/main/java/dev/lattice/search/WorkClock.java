package dev.lattice.search;

import dev.lattice.core.trial.TrialRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Estimates the time left from work done and owed, whatever its unit: cells differ by orders of magnitude in what they
 * cost, so counting them would mislead.
 */
final class WorkClock {

    /** An estimate from less than a second of work would jump about. */
    private static final double LEAST_SECONDS = 1;

    private final ToDoubleFunction<TrialRecord> cost;
    private final Map<Integer, Double> costs = new HashMap<>();
    private double owed;
    private double done;

    /**
     * Creates a clock with nothing to do.
     *
     * @param cost of training a cell; asked for once a cell
     */
    WorkClock(ToDoubleFunction<TrialRecord> cost) {
        this.cost = cost;
    }

    /** Returns the work of training a cell. */
    double work(TrialRecord cell) {
        // Asked for at each step that is told, and a network is laid out to answer.
        return costs.computeIfAbsent(cell.number(), n -> cost.applyAsDouble(cell));
    }

    /** Adds a cell to train. */
    void owe(TrialRecord cell) {
        owed += work(cell);
    }

    /**
     * Counts a cell as trained.
     *
     * @param resumed share of it that was done before, which says nothing about the rate
     */
    void done(TrialRecord cell, double resumed) {
        owed -= resumed * work(cell);
        done += (1 - resumed) * work(cell);
    }

    /**
     * Returns the time left at the rate so far.
     *
     * @param underWay trainings of owed cells that have not ended
     * @param seconds since the beginning
     */
    Optional<Duration> left(Collection<WorkerStatus> underWay, double seconds) {
        double reached = done + sum(underWay, WorkerStatus::share);
        if (!(reached > 0) || seconds < LEAST_SECONDS) {
            return Optional.empty();
        }
        double left = Math.max(0, owed - sum(underWay, WorkerStatus::resumedShare) - reached) / reached * seconds;
        return Optional.of(Duration.ofMillis((long) (left * 1_000)));
    }

    private double sum(Collection<WorkerStatus> underWay, ToDoubleFunction<WorkerStatus> share) {
        return underWay.stream()
                .mapToDouble(w -> costs.getOrDefault(w.number(), 0.0) * share.applyAsDouble(w))
                .sum();
    }
}
