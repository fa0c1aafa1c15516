package dev.lattice.core.engine;

/** Thrown at the first step whose loss or parameters are no longer numbers. */
public final class TrainingDivergedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int epoch;
    private final int step;

    /**
     * Creates the exception.
     *
     * @param epoch 1 for the first
     * @param step within the epoch, 1 for the first
     * @param lastFiniteLoss objective of the step before, nats per image; NaN if there was none
     */
    public TrainingDivergedException(int epoch, int step, double lastFiniteLoss) {
        super("training diverged at epoch " + epoch + ", step " + step
                + (Double.isNaN(lastFiniteLoss) ? "" : " (last finite loss " + lastFiniteLoss + " nats/image)"));
        this.epoch = epoch;
        this.step = step;
    }

    /** Returns the epoch, 1 for the first. */
    public int epoch() {
        return epoch;
    }

    /** Returns the step within the epoch, 1 for the first. */
    public int step() {
        return step;
    }
}
