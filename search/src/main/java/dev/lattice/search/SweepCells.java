package dev.lattice.search;

import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The cells of a run as they were recorded last, and how many are in each state: counted as they come, because the counts are told
 * many times a second, and counting a hundred thousand cells would hold up every worker. Not safe for use by several threads.
 */
final class SweepCells {

    private final Map<Integer, TrialRecord> cells = new HashMap<>();
    private final Map<TrialState, Integer> counts = new EnumMap<>(TrialState.class);
    private int diverged;

    /** Takes a cell, in the place of what was known of it. */
    void put(TrialRecord cell) {
        TrialRecord before = cells.put(cell.number(), cell);
        if (before != null) {
            count(before, -1);
        }
        count(cell, 1);
    }

    /** Returns the number of cells in a state. */
    int count(TrialState state) {
        return counts.getOrDefault(state, 0);
    }

    /** Returns how many of the failed cells diverged. */
    int diverged() {
        return diverged;
    }

    private void count(TrialRecord cell, int by) {
        counts.merge(cell.state(), by, Integer::sum);
        diverged += cell.diverged() ? by : 0;
    }
}
