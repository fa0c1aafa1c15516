package dev.lattice.core.engine;

import dev.lattice.core.trial.EpochRecord;
import java.util.List;

/**
 * A training between two epochs: enough to go on as if it had never stopped.
 *
 * @param state parameters and optimizer
 * @param curve of the epochs done, as many as {@code state.epoch()}
 */
public record TrainingCheckpoint(TrainingState state, List<EpochRecord> curve) {

    /** Copies the list and checks that it belongs to the state. */
    public TrainingCheckpoint {
        curve = List.copyOf(curve);
        if (curve.size() != state.epoch()) {
            throw new IllegalArgumentException("'curve' must have one record for each of the " + state.epoch()
                    + " epochs done, but has " + curve.size());
        }
    }

    /** Returns the number of epochs done. */
    public int epoch() {
        return state.epoch();
    }
}
