package dev.lattice.search.store;

import dev.lattice.core.trial.StudyInfo;
import dev.lattice.core.trial.TrialRecord;
import java.util.List;
import java.util.Optional;

/**
 * Where a study keeps its cells. Every call that returns has recorded its event; a complete cell is on disk, not only in
 * the operating system's cache, and never changes again. Safe for use by several threads; one store at a time writes.
 */
public interface StudyStore extends AutoCloseable {

    /** Returns what the study searches; empty for a new one. */
    Optional<StudyInfo> info();

    /** Records what the study searches, or that its space changed. */
    void describe(StudyInfo info);

    /** Returns all cells by ascending number. */
    List<TrialRecord> trials();

    /** Returns the cell with an id. */
    Optional<TrialRecord> find(String id);

    /**
     * Adds new cells as one event: all of them or none.
     *
     * @throws StoreException with {@code REFUSED} if a number or an id is taken
     */
    void add(List<TrialRecord> queued);

    /**
     * Replaces a cell by its next state.
     *
     * @throws StoreException with {@code REFUSED} if there is no such cell, its id differs, or it is complete
     */
    void update(TrialRecord trial);

    /** Returns the study and its cells at this moment. */
    default StudyInfo.View view() {
        return new StudyInfo.View(
                info().orElseThrow(() -> new StoreException(StoreException.Code.MISSING, "the study was never begun")),
                trials());
    }

    @Override
    void close();
}
