package dev.lattice.search.store;

import dev.lattice.core.trial.StudyInfo;
import java.nio.file.Path;

/** Reads a study without locking it, also while another process writes to it. */
public final class StudyReader {

    private StudyReader() {}

    /**
     * Returns the study at the moment of the call.
     *
     * @param folder of the study
     * @throws StoreException if there is no study in it, or it cannot be read
     */
    public static StudyInfo.View read(Path folder) {
        throw new UnsupportedOperationException();
    }
}
