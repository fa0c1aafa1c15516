package dev.lattice.search.schedule;

import dev.lattice.core.trial.TrialRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Owed cells that one training answers: they differ in the number of epochs only, and nothing in a training depends on how
 * many epochs will follow.
 *
 * @param cells by ascending number of epochs, at least one
 */
public record Lineage(List<TrialRecord> cells) {

    /** Sorts and copies the list. */
    public Lineage {
        cells = cells.stream().sorted(Comparator.comparingInt(Lineage::epochs)).toList();
    }

    /**
     * Groups owed cells, the most work first: a long training that starts last would leave the other workers idle.
     *
     * @param key what cells of one lineage share, or their own id where trainings are not shared
     * @param work of the training that a cell alone needs, in any unit
     */
    public static List<Lineage> group(
            List<TrialRecord> owed, Function<TrialRecord, String> key, ToDoubleFunction<TrialRecord> work) {
        Map<String, List<TrialRecord>> groups = new LinkedHashMap<>();
        owed.forEach(cell ->
                groups.computeIfAbsent(key.apply(cell), k -> new ArrayList<>()).add(cell));
        Comparator<Lineage> mostWork = Comparator.comparingDouble(lineage -> -work.applyAsDouble(lineage.last()));
        return groups.values().stream()
                .map(Lineage::new)
                .sorted(mostWork.thenComparingInt(lineage -> lineage.last().number()))
                .toList();
    }

    /** Returns the cell with the most epochs. */
    public TrialRecord last() {
        return cells.get(cells.size() - 1);
    }

    /** Returns the number of epochs of a cell. */
    public static int epochs(TrialRecord cell) {
        return cell.experiment().training().epochs();
    }
}
