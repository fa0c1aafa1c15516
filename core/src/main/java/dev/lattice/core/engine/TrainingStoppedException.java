package dev.lattice.core.engine;

/** Thrown by a listener that wants a training to end after the current step. */
public final class TrainingStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public TrainingStoppedException() {
        super("training stopped on request");
    }
}
