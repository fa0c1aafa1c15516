package dev.lattice.core.engine;

import dev.lattice.core.config.ExperimentSpec;
import java.util.List;

/** How an engine trains many tasks at once. What becomes of one does not depend on which others it was packed with. */
public interface Packing {

    /** Most members of a pack: each has a thread that waits for the others. */
    int MOST = 256;

    /** Returns what tasks of one pack have in common, besides their images; compared by {@code equals}. */
    Object key(ExperimentSpec spec);

    /** Returns the bytes that a task takes in a pack. */
    long bytes(TrainingTask task);

    /** Returns the bytes that one pack may take now. */
    long capacity();

    /** Returns the number of packs that are best trained side by side. */
    int atOnce();

    /**
     * Opens a session for each task. {@link TrainingSession#trainEpoch}, and looks at the validation images, wait until every session
     * that is not closed has got so far: each needs a thread of its own, and a session that nobody uses must be closed.
     *
     * @param tasks of one key and the same images
     * @throws OutOfMemoryError if they are too many; none is open then
     */
    List<TrainingSession> open(List<TrainingTask> tasks);
}
