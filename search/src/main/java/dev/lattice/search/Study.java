package dev.lattice.search;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.search.store.StudyStore;
import java.nio.file.Path;

/** A search on disk: {@code study.mv}, {@code events.log}, {@code experiment.json}, {@code models/<number>/}. */
public final class Study implements AutoCloseable {

    private Study() {}

    /**
     * Opens the study in a folder, or begins one there, and holds it until closed.
     *
     * @param info what will be searched; replaces what an existing study recorded
     * @throws dev.lattice.search.store.StoreException with {@code HELD} if another process sweeps it, {@code IO} if the
     *     folder cannot be written
     */
    public static Study open(Path folder, StudyInfo info) {
        throw new UnsupportedOperationException();
    }

    /** Returns the folder. */
    public Path folder() {
        throw new UnsupportedOperationException();
    }

    /** Returns the cells. */
    public StudyStore store() {
        throw new UnsupportedOperationException();
    }

    /** Returns the folder of a cell's model; it exists only for the best. */
    public static Path model(Path folder, int number) {
        return folder.resolve("models").resolve(Integer.toString(number));
    }

    @Override
    public void close() {}
}
