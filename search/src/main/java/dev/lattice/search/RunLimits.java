package dev.lattice.search;

import dev.lattice.core.engine.TrainingStoppedException;

/** Whether a run is to end before everything is done, and why. Safe for use by several threads. */
final class RunLimits {

    private final SweepOptions.Limits limits;
    private final StopSignal stop;
    private final long begin = System.nanoTime();
    private final long nanos;
    private int claimed;
    private volatile boolean allClaimed;
    private volatile boolean timeIsUp;
    private volatile boolean aborted;

    /** Creates the limits of a run that begins now. */
    RunLimits(SweepOptions.Limits limits, StopSignal stop) {
        this.limits = limits;
        this.stop = stop;
        // Saturates where TimeUnit does: "no limit" is longer than nanoseconds can count.
        nanos = java.util.concurrent.TimeUnit.NANOSECONDS.convert(limits.time());
    }

    /** Returns the seconds since the beginning. */
    double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Returns whether no training is to go on. */
    boolean stopped() {
        return allClaimed || stoppedWaiting();
    }

    /** Returns whether nothing is to be waited for; a cell that was claimed still is. */
    boolean stoppedWaiting() {
        if (!timeIsUp && System.nanoTime() - begin >= nanos) {
            timeIsUp = true;
        }
        return aborted || timeIsUp || stop.stopped();
    }

    /** Returns whether a limit was reached. */
    boolean reached() {
        return allClaimed || timeIsUp;
    }

    /** Ends the run because a worker cannot go on. */
    void abort() {
        aborted = true;
    }

    /**
     * Takes one of the cells that this run may complete. Several workers may reach a cell at once, and the limit holds for all.
     *
     * @throws TrainingStoppedException if there is none left
     */
    synchronized void claim() {
        if (claimed == limits.cells()) {
            throw new TrainingStoppedException();
        }
        claimed++;
        allClaimed = claimed == limits.cells();
    }

    /** Gives back one that was not completed after all. */
    synchronized void unclaim() {
        claimed--;
        allClaimed = false;
    }
}
