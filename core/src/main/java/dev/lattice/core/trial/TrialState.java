package dev.lattice.core.trial;

/** Where a cell stands. */
public enum TrialState {
    /** Owed. */
    QUEUED,
    /** A worker has it; owed again if that worker's process ended. */
    RUNNING,
    /** Done; never changes again. */
    COMPLETE,
    /** Ended without a result; its {@link TrialFailure} says why. */
    FAILED
}
