package dev.lattice.search;

import java.time.Duration;
import java.util.Optional;

/**
 * Estimates the time left from work done and owed, whatever its unit: cells differ by orders of magnitude in what they
 * cost, so counting them would mislead.
 */
final class WorkClock {

    /** An estimate from less than a second of work would jump about. */
    private static final double LEAST_SECONDS = 1;

    private double owed;
    private double done;

    /** Adds work to do. */
    void owe(double work) {
        owed += work;
    }

    /** Counts work as done. */
    void done(double work) {
        done += work;
    }

    /**
     * Returns the time left at the rate so far.
     *
     * @param underWay work of trainings that have not ended
     * @param seconds since the beginning
     */
    Optional<Duration> left(double underWay, double seconds) {
        double reached = done + underWay;
        if (!(reached > 0) || seconds < LEAST_SECONDS) {
            return Optional.empty();
        }
        double left = Math.max(0, owed - reached) / reached * seconds;
        return Optional.of(Duration.ofMillis((long) (left * 1_000)));
    }
}
