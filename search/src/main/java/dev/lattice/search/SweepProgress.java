package dev.lattice.search;

import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where a sweep stands at one moment.
 *
 * @param cellsDone complete cells, earlier runs included
 * @param cellsFailed cells that failed or diverged
 * @param cellsTotal cells of the search; for a genetic search those asked for at most
 * @param trainingsDone trainings that this run ended
 * @param trainingsTotal trainings that this run owes as far as known
 * @param best the best cell of each comparable group, the group with most cells first
 * @param workers one entry for each busy worker, in order
 * @param elapsed of this run
 * @param left estimate by work (epochs × images × parameters); empty until something was measured
 */
public record SweepProgress(
        int cellsDone,
        int cellsFailed,
        int cellsTotal,
        int trainingsDone,
        int trainingsTotal,
        List<Best> best,
        List<WorkerStatus> workers,
        Duration elapsed,
        Optional<Duration> left) {

    /** Copies the lists. */
    public SweepProgress {
        best = List.copyOf(best);
        workers = List.copyOf(workers);
    }

    /**
     * The best cell of a group whose numbers may be compared.
     *
     * @param trial the cell
     * @param metric the number it was chosen by
     */
    public record Best(TrialRecord trial, Metric metric) {}
}
