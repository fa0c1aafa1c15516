package dev.lattice.search;

import dev.lattice.search.schedule.Lineage;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;

/** Trainings that no worker has taken, and the number of workers that still take some. Safe for use by several threads. */
final class TrainingQueue {

    private final Queue<Lineage> waiting;
    private int workers;

    /** Creates a queue for as many workers. */
    TrainingQueue(Collection<Lineage> lineages, int workers) {
        this.waiting = new ArrayDeque<>(lineages);
        this.workers = workers;
    }

    /** Returns the next training; null if there is none, and then the worker is counted out. */
    synchronized Lineage take() {
        if (waiting.isEmpty()) {
            workers--;
        }
        return waiting.poll();
    }

    /**
     * Puts a training back for another worker and counts this one out.
     *
     * @return the number of workers left; 0 if this is the last one, which must go on itself
     */
    synchronized int giveBack(Lineage lineage) {
        // A worker that found the queue empty is counted out already, so whoever is left will look again.
        if (workers <= 1) {
            return 0;
        }
        waiting.add(lineage);
        return --workers;
    }
}
