package dev.lattice.search;

import dev.lattice.core.engine.Inference;
import dev.lattice.core.evaluate.ImageNumbers;
import dev.lattice.core.model.Network;
import dev.lattice.core.trial.Metric;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.core.trial.TrialState;
import dev.lattice.search.schedule.BestCells;
import dev.lattice.search.schedule.Comparison;
import dev.lattice.search.store.LossFile;
import dev.lattice.search.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The number that cells are ranked by, image by image: what a paired comparison needs. Kept for every cell while they fit into
 * {@link #MOST_BYTES}, else for the best. Safe for use by several threads.
 */
final class KeptLosses {

    /** Room for all losses of a study: 44,000 cells of 6,000 images. */
    static final long MOST_BYTES = 1L << 30;

    private static final int LEAST_CELLS = 100;

    private final Path folder;
    private final String objective;
    private final long mostBytes;
    private final BestCells best;
    private int files;

    /**
     * Creates the keeper.
     *
     * @param objective name of the metric, lower is better
     * @param known cells of the study so far
     * @param mostBytes room for the losses
     * @throws StoreException with {@code IO} if the folder cannot be read
     */
    KeptLosses(Path folder, String objective, List<TrialRecord> known, long mostBytes) {
        this.folder = folder;
        this.objective = objective;
        this.mostBytes = mostBytes;
        best = new BestCells(objective);
        known.stream().filter(t -> t.state() == TrialState.COMPLETE).forEach(best::add);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> inside = Files.list(folder)) {
                files = (int) inside.count();
            } catch (IOException e) {
                throw new StoreException(StoreException.Code.IO, "cannot read " + folder + ": " + e.getMessage(), e);
            }
        }
    }

    /** Writes a cell's losses if there is room for them. To be called before the cell is recorded. */
    void save(TrialRecord trial, Network network, Optional<Inference.Measures> measures) throws IOException {
        Optional<Metric> metric = Comparison.number(trial, objective);
        Optional<float[]> values = metric.flatMap(
                m -> measures.flatMap(all -> ImageNumbers.of(m, all, network.variant(), network.pixels())));
        if (values.isEmpty()) {
            return;
        }
        int most = (int) Math.max(LEAST_CELLS, mostBytes / ((long) Float.BYTES * values.get().length));
        synchronized (this) {
            if (!best.amongBest(trial, most)) {
                return;
            }
        }
        Files.createDirectories(folder);
        LossFile.write(folder, trial, metric.orElseThrow(), values.get());
        synchronized (this) {
            best.add(trial);
            files++;
            // A tenth more than there is room for, so that not every cell looks through the folder.
            if (files > most + most / 10) {
                prune(most);
            }
        }
    }

    private void prune(int most) throws IOException {
        Set<Path> wanted = new HashSet<>();
        best.best(most).forEach(t -> wanted.add(LossFile.of(folder, t.number())));
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path file : (Iterable<Path>) inside::iterator) {
                if (LossFile.isOne(file) && !wanted.contains(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
        files = wanted.size();
    }
}
