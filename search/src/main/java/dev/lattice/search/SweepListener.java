package dev.lattice.search;

import dev.lattice.core.trial.TrialRecord;

/** Hears of a sweep's progress. Calls come from several threads but never two at a time; they should return quickly. */
public interface SweepListener {

    /** Hears nothing. */
    SweepListener NONE = new SweepListener() {};

    /** Called once the cells are known, before the first training. */
    default void started(SweepProgress progress) {}

    /** Called while trainings run, about ten times a second for each worker at most. */
    default void progressed(SweepProgress progress) {}

    /** Called when a cell is complete and recorded. */
    default void completed(TrialRecord trial, SweepProgress progress) {}

    /** Called when a cell failed and that is recorded; {@code again} if it will be tried again at once. */
    default void failed(TrialRecord trial, boolean again, SweepProgress progress) {}

    /** Called for what the user should know although the sweep goes on, such as a model that could not be saved. */
    default void warned(String message) {}

    /** Called at the end, also of a stopped sweep; not when an exception ends it. */
    default void ended(SweepOutcome outcome) {}
}
