package dev.lattice.core.trial;

/**
 * Why a trial has no result.
 *
 * @param cause diverged or error
 * @param message one line
 * @param epoch where it happened, 0 if before the first
 * @param step within the epoch, 0 if before the first
 */
public record TrialFailure(Cause cause, String message, int epoch, int step) {

    /** The kinds of failure. */
    public enum Cause {
        /** The loss or a parameter was no longer a number: the cell's own property, not retried. */
        DIVERGED,
        /** Anything else: retried. */
        ERROR
    }
}
