package dev.lattice.search.schedule;

import dev.lattice.core.trial.TrialRecord;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Complete cells, ranked within each comparable group: by number, then by the cell's own number so that the order in which
 * workers end does not matter. Not safe for use by several threads.
 */
public final class BestCells {

    private final String objective;
    private final Map<Comparison, NavigableSet<TrialRecord>> groups = new LinkedHashMap<>();
    private final Comparator<TrialRecord> order;

    /**
     * Creates an empty ranking.
     *
     * @param objective name of the metric, lower is better
     */
    public BestCells(String objective) {
        this.objective = objective;
        order = Comparator.<TrialRecord>comparingDouble(
                        t -> Comparison.number(t, objective).orElseThrow().value())
                .thenComparingInt(TrialRecord::number);
    }

    /** Adds a complete cell; one without metrics is left out. */
    public void add(TrialRecord trial) {
        Comparison.of(trial, objective)
                .ifPresent(group ->
                        groups.computeIfAbsent(group, g -> new TreeSet<>(order)).add(trial));
    }

    /** Returns whether a cell of that number was added. */
    public boolean contains(int number) {
        return groups.values().stream().anyMatch(group -> group.stream().anyMatch(t -> t.number() == number));
    }

    /** Returns whether a cell is, or would be, among the best {@code k} of its group. */
    public boolean amongBest(TrialRecord trial, int k) {
        return Comparison.of(trial, objective)
                .map(group -> better(groups.get(group), trial, k) < k)
                .orElse(false);
    }

    /** Returns how many cells of a group rank before one, but at most {@code most}: the set counts them one by one. */
    private static long better(NavigableSet<TrialRecord> group, TrialRecord trial, int most) {
        return group == null
                ? 0
                : group.headSet(trial, false).stream().limit(most).count();
    }

    /** Returns the best {@code k} of each group, the largest group first. */
    public List<TrialRecord> best(int k) {
        return groups.values().stream()
                .sorted(Comparator.comparingInt(group -> -group.size()))
                .flatMap(group -> group.stream().limit(k))
                .toList();
    }
}
