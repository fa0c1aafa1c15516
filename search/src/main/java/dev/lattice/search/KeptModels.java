package dev.lattice.search;

import dev.lattice.core.engine.TrainedModel;
import dev.lattice.core.trial.TrialRecord;
import dev.lattice.search.schedule.BestCells;
import dev.lattice.search.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The models of a study on disk: those of the best cells of each comparable group, and no others.
 *
 * <p>What is kept in the end does not depend on the order in which cells end: a cell that is not among the best when it ends
 * never will be, and one that is goes when better ones come. Safe for use by several threads.
 */
final class KeptModels {

    private static final String PART = ".part";

    private final Path folder;
    private final ModelKeeper keeper;
    private final int keep;
    private final BestCells best;

    /**
     * Creates the keeper of a study's models and removes what earlier runs left behind.
     *
     * @param best ranking of the cells that are complete already
     * @throws StoreException with {@code IO} if they cannot be removed
     */
    KeptModels(Path folder, ModelKeeper keeper, int keep, BestCells best) {
        this.folder = folder;
        this.keeper = keeper;
        this.keep = keep;
        this.best = best;
        try {
            // No worker runs yet: what is only part of a model was left by a process that was killed.
            removeParts(part -> true);
            prune();
        } catch (IOException e) {
            throw new StoreException(StoreException.Code.IO, "cannot tidy " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Writes a cell's model if it is among the best so far. To be called before the cell is recorded. */
    void save(Supplier<TrainedModel> model, TrialRecord trial) throws IOException {
        synchronized (this) {
            if (!best.amongBest(trial, keep)) {
                return;
            }
        }
        Files.createDirectories(folder);
        Path target = folder.resolve(Integer.toString(trial.number()));
        Path part = folder.resolve(trial.number() + PART);
        try {
            delete(part);
            keeper.save(model.get(), trial, part);
            if (Files.exists(part)) {
                delete(target);
                Files.move(part, target);
            }
        } catch (IOException | RuntimeException e) {
            removeParts(p -> belongs(p, trial.number()), e);
            throw e;
        }
    }

    /** Leaves nothing of a model that could not be written: its room may be what the next one lacks. */
    private void removeParts(Predicate<Path> which, Exception cause) {
        try {
            removeParts(which);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static boolean belongs(Path part, int number) {
        return part.getFileName().toString().startsWith(number + PART);
    }

    /** Ranks a recorded cell and removes the models that are no longer among the best. */
    synchronized void ranked(TrialRecord trial) throws IOException {
        // A model saved while another worker recorded a better cell is no longer among the best, but is there.
        boolean changes = best.amongBest(trial, keep) || Files.exists(folder.resolve(Integer.toString(trial.number())));
        best.add(trial);
        if (changes) {
            prune();
        }
    }

    /** Returns the best cell of each comparable group. */
    synchronized List<TrialRecord> best() {
        return best.best(1);
    }

    private void removeParts(Predicate<Path> which) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> parts = Files.list(folder)) {
                for (Path part : parts.filter(KeptModels::isPart).filter(which).toList()) {
                    delete(part);
                }
            }
        }
    }

    // Whoever writes the part may write it beside its place too.
    private static boolean isPart(Path path) {
        return path.getFileName().toString().matches("\\d+\\.part(\\..*)?");
    }

    private void prune() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Set<String> wanted = new HashSet<>();
        best.best(keep).forEach(trial -> wanted.add(Integer.toString(trial.number())));
        try (Stream<Path> models = Files.list(folder)) {
            for (Path model : (Iterable<Path>) models::iterator) {
                String name = model.getFileName().toString();
                // Other names are not ours to delete, and an unranked model is being written by another worker.
                if (name.matches("\\d+") && !wanted.contains(name) && known(name)) {
                    delete(model);
                }
            }
        }
    }

    private boolean known(String name) {
        return best.contains(Integer.parseInt(name));
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }
}
