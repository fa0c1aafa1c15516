package dev.lattice.search;

/**
 * How a sweep ended. All counts but {@code trainings} are over the cells that the search asked for, earlier runs included.
 *
 * @param complete cells with a result
 * @param reused those of them that were complete before this run began
 * @param failed cells that ended with an error, retries included
 * @param diverged cells whose loss was no longer a number
 * @param owed cells left to do; 0 unless stopped
 * @param trainings started by this run
 * @param seconds of this run, wall clock
 * @param end why it ended
 */
public record SweepOutcome(
        int complete, int reused, int failed, int diverged, int owed, int trainings, double seconds, End end) {

    /** Why a run ended. */
    public enum End {
        /** Nothing was left to do. */
        FINISHED,
        /** The user asked for it. */
        STOPPED,
        /** A limit of this run was reached. */
        LIMIT
    }

    /** Returns whether it ended on request of the user. */
    public boolean stopped() {
        return end == End.STOPPED;
    }
}
