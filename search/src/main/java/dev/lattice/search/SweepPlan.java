package dev.lattice.search;

import dev.lattice.search.space.Cell;
import java.util.List;

/**
 * What a sweep would do.
 *
 * @param cells that are known in advance and can be trained, in order; of a genetic search those of the first generation
 * @param total cells of the whole search
 * @param done how many of {@code cells} the study owes no more
 * @param trainings that the others need
 * @param engines names of the engines that would train
 * @param unseen names of the data sets at whose images nobody looked
 * @param refused one line for each combination of values that cannot be trained; with one of them nothing would be
 */
public record SweepPlan(
        List<Cell> cells,
        int total,
        int done,
        int trainings,
        List<String> engines,
        List<String> unseen,
        List<String> refused) {

    /** Copies the lists. */
    public SweepPlan {
        cells = List.copyOf(cells);
        engines = List.copyOf(engines);
        unseen = List.copyOf(unseen);
        refused = List.copyOf(refused);
    }
}
